package com.a64platform.core.leasing;

import com.a64platform.core.crypto.JsonMembers;
import com.a64platform.core.crypto.Jws;
import com.a64platform.core.crypto.MalformedDocumentException;
import com.a64platform.core.licensing.IssuerDirectory;
import com.a64platform.core.licensing.IssuerDirectory.Issuer;
import com.a64platform.core.licensing.LicenseToken;
import java.security.PublicKey;
import java.util.Optional;

/** The keys of those who license a publisher's modules. */
record IssuerKeys(IssuerDirectory directory, String publisher) {
    /** Which license it is, and whose. */
    record Identity(PublicKey issuer, String jti) {}

    Optional<PublicKey> find(String keyId) {
        return directory.issuersFor(publisher).stream()
                .filter(issuer -> issuer.keyId().equals(keyId))
                .map(Issuer::key)
                .findFirst();
    }

    /** @throws MalformedDocumentException when none of the issuers has signed it; the message says so */
    Identity identify(String license) throws MalformedDocumentException {
        var jws = Jws.parse(license, LicenseToken.TYPE, LicenseToken.LIMIT);
        var key = find(jws.keyId())
                .orElseThrow(() -> new MalformedDocumentException(
                        "The license is of an issuer whom the module's publisher does not name"));
        JsonMembers claims = jws.claims(key, LicenseToken.UNDERSTOOD)
                .orElseThrow(() -> new MalformedDocumentException("The license is not signed by its issuer"));
        return new Identity(key, claims.text("jti"));
    }
}
