package com.a64platform.core.cli;

import com.a64platform.core.crypto.Jws;
import com.a64platform.core.crypto.MalformedDocumentException;
import com.a64platform.core.crypto.SigningKey;
import com.a64platform.core.licensing.LicenseToken;
import com.a64platform.core.platform.Home;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a license says of itself, and whether that may be believed.
 *
 * @param claims its claims as JSON, the signature left out
 */
record LicenseInspection(String claims, Signature signature) {
    /** What became of the signature. */
    enum Signature {
        HOLDS("The signature holds: it is of this home's development issuer."),
        BROKEN("The signature does not hold: the license was changed or is forged."),
        UNKNOWN("The signature was not checked: its issuer is not this home's development issuer.");

        private final String sentence;

        Signature(String sentence) {
            this.sentence = sentence;
        }

        String sentence() {
            return sentence;
        }
    }

    static LicenseInspection of(String license, Home home) {
        try {
            Jws jws = Jws.parse(license, LicenseToken.TYPE, LicenseToken.LIMIT);
            String claims = jws.unverifiedClaims(LicenseToken.UNDERSTOOD).node().toPrettyString();
            return new LicenseInspection(claims, signature(jws, DevelopmentKeys.issuer(home)));
        } catch (MalformedDocumentException e) {
            throw new CommandFailure("This is not a license. " + e.getMessage() + ".", e);
        }
    }

    private static Signature signature(Jws jws, Optional<SigningKey> issuer) throws MalformedDocumentException {
        if (issuer.filter(key -> key.keyId().equals(jws.keyId())).isEmpty()) {
            return Signature.UNKNOWN;
        }
        return jws.claims(issuer.get().publicKey(), LicenseToken.UNDERSTOOD).isPresent()
                ? Signature.HOLDS
                : Signature.BROKEN;
    }

    /** Reads a license from a file, or from standard input when the name is a hyphen. */
    static String read(String file) {
        try (InputStream in = file.equals("-") ? System.in : Files.newInputStream(Path.of(file))) {
            byte[] bytes = in.readNBytes(2 * LicenseToken.LIMIT);
            return new String(bytes, StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new CommandFailure("The file " + file + " cannot be read; check its name and rights.", e);
        }
    }
}
