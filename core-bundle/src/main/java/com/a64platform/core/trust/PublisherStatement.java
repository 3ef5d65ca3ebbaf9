package com.a64platform.core.trust;

import com.a64platform.core.crypto.Ed25519;
import com.a64platform.core.crypto.JsonMembers;
import com.a64platform.core.crypto.MalformedDocumentException;
import com.a64platform.core.crypto.StrictJson;
import com.a64platform.core.descriptors.ModuleNames;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A publisher's signed word on who licenses its modules. A customer's own configuration adds nobody. Immutable.
 *
 * @param version counts the publisher's statements; an older one is not taken after a newer one
 */
public record PublisherStatement(String publisher, long version, List<LicenseIssuer> issuers) {
    private static final Set<String> UNDERSTOOD = Set.of("publisher", "version", "issuers");

    public PublisherStatement {
        issuers = List.copyOf(issuers);
    }

    /** Reads the payload of a statement, whoever signed it. */
    public static PublisherStatement read(byte[] payload) throws MalformedDocumentException {
        var members = StrictJson.read(payload, UNDERSTOOD);
        List<LicenseIssuer> issuers = new ArrayList<>();
        for (JsonMembers issuer : members.objects("issuers")) {
            issuers.add(issuer(issuer));
        }
        var publisher = members.text("publisher");
        if (!ModuleNames.valid(publisher)) {
            throw new MalformedDocumentException("It names no proper publisher");
        }
        return new PublisherStatement(publisher, members.number("version"), issuers);
    }

    /** The payload to sign, as {@link #read} takes it. */
    public ObjectNode write() {
        var document = StrictJson.object().put("publisher", publisher).put("version", version);
        var named = document.putArray("issuers");
        for (var issuer : issuers) {
            var one = named.addObject()
                    .put("keyId", issuer.keyId())
                    .put("key", Ed25519.encode(issuer.key()))
                    .put("from", issuer.from().toString())
                    .put("until", issuer.until().toString());
            issuer.modules().forEach(one.putArray("modules")::add);
        }
        return document;
    }

    private static LicenseIssuer issuer(JsonMembers members) throws MalformedDocumentException {
        var key = Ed25519.decode(members.text("key"));
        if (!Ed25519.keyId(key).equals(members.text("keyId"))) {
            throw new MalformedDocumentException("an issuer's key is filed under the id of another");
        }
        return new LicenseIssuer(
                members.text("keyId"),
                key,
                members.texts("modules"),
                members.instant("from"),
                members.instant("until"));
    }
}
