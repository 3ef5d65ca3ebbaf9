package com.a64platform.core.cli;

import com.a64platform.core.crypto.Jws;
import com.a64platform.core.crypto.MalformedDocumentException;
import com.a64platform.core.crypto.SigningKey;
import com.a64platform.core.licensing.ClaimsJson;
import com.a64platform.core.licensing.LicenseClaims;
import com.a64platform.core.licensing.LicenseToken;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Pattern;

/** A license and those that renew it: each has the id of the first with a dot and a number. */
final class LicenseFamily {
    private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(\\.\\d{1,9})?");
    private static final int MOST_DAYS = 36_500;

    private LicenseFamily() {}

    /** The id of a license: itself, or that of the license in a file. */
    static String idOf(String idOrFile) {
        if (ID.matcher(idOrFile).matches()) {
            return idOrFile;
        }
        try {
            return Jws.parse(LicenseInspection.read(idOrFile), LicenseToken.TYPE, LicenseToken.LIMIT)
                    .unverifiedClaims(LicenseToken.UNDERSTOOD)
                    .text("jti");
        } catch (MalformedDocumentException e) {
            throw new CommandFailure("The file " + idOrFile + " has no license. " + e.getMessage() + ".", e);
        }
    }

    /** The license that follows: the same but for its id, its time of issue and a later end. */
    static String next(String license, SigningKey issuer, int days) {
        if (days < 1 || days > MOST_DAYS) {
            throw new CommandFailure("A license is renewed for 1 to " + MOST_DAYS + " days.");
        }
        var old = own(license, issuer);
        var now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        var end = old.expires()
                .map(last -> last.isAfter(now) ? last : now)
                .orElseThrow(() -> new CommandFailure("This license has no end to renew."));
        return LicenseToken.sign(
                issuer,
                new LicenseClaims(
                        old.issuer(),
                        old.customer(),
                        following(old.id()),
                        now,
                        old.notBefore(),
                        Optional.of(end.plus(Duration.ofDays(days))),
                        old.module(),
                        old.versions(),
                        old.type(),
                        old.seats(),
                        old.installation(),
                        old.tenant(),
                        old.features(),
                        old.grace(),
                        old.online()));
    }

    private static LicenseClaims own(String license, SigningKey issuer) {
        try {
            var claims = Jws.parse(license, LicenseToken.TYPE, LicenseToken.LIMIT)
                    .claims(issuer.publicKey(), LicenseToken.UNDERSTOOD)
                    .orElseThrow(
                            () -> new CommandFailure("This license is not of this issuer; name its key with --key."));
            return ClaimsJson.read(claims.node());
        } catch (MalformedDocumentException | IllegalArgumentException e) {
            throw new CommandFailure("This is not a license. " + e.getMessage() + ".", e);
        }
    }

    private static String following(String id) {
        int dot = id.lastIndexOf('.');
        return dot < 0 ? id + ".2" : id.substring(0, dot + 1) + (1 + Integer.parseInt(id.substring(dot + 1)));
    }
}
