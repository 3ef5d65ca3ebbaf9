package com.a64platform.core.crypto;

import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A signed document in a DSSE envelope (secure-systems-lab/dsse, protocol 1.0.2). What is verified are the decoded bytes,
 * and only those are handed out. A signature's {@code keyid} is a hint that is not relied on. Immutable.
 */
public final class Envelope {
    private static final Set<String> UNDERSTOOD = Set.of("payloadType", "payload", "signatures");
    /** Bounds the work an attacker can ask for. */
    private static final int MAX_SIGNATURES = 16;

    private final String type;
    private final byte[] payload;
    private final List<byte[]> signatures;

    private Envelope(String type, byte[] payload, List<byte[]> signatures) {
        this.type = type;
        this.payload = payload;
        this.signatures = signatures;
    }

    /** Signs a payload with each of the keys. */
    public static byte[] sign(String type, byte[] payload, Collection<SigningKey> keys) {
        var message = preAuthenticationEncoding(type, payload);
        var envelope = StrictJson.object()
                .put("payloadType", type)
                .put("payload", Base64.getEncoder().encodeToString(payload));
        var signatures = envelope.putArray("signatures");
        keys.forEach(key -> signatures
                .addObject()
                .put("keyid", key.keyId())
                .put("sig", Base64.getEncoder().encodeToString(key.sign(message))));
        return StrictJson.write(envelope);
    }

    /**
     * Reads an envelope; nothing in it is to be believed before {@link #signedBy}.
     *
     * @param type the exact payload type it must have
     * @param limit bytes of the whole envelope
     */
    public static Envelope parse(byte[] document, String type, int limit) throws MalformedDocumentException {
        if (document.length > limit) {
            throw new MalformedDocumentException("The document is larger than " + limit + " bytes");
        }
        var members = StrictJson.read(document, UNDERSTOOD);
        if (!type.equals(members.text("payloadType"))) {
            throw new MalformedDocumentException("The document is not of type " + type);
        }
        List<byte[]> signatures = new ArrayList<>();
        for (JsonMembers signature : members.objects("signatures")) {
            signatures.add(signature.bytes("sig"));
        }
        if (signatures.isEmpty() || signatures.size() > MAX_SIGNATURES) {
            throw new MalformedDocumentException("The document must have 1 to " + MAX_SIGNATURES + " signatures");
        }
        return new Envelope(type, JsonMembers.base64("payload", payload(members)), List.copyOf(signatures));
    }

    /** The payload when at least one of the keys signed it. */
    public Optional<byte[]> signedBy(Collection<PublicKey> keys) {
        return signedBy(keys, 1);
    }

    /**
     * The payload when enough of the keys signed it.
     *
     * @param threshold how many; the same key twice counts once
     */
    public Optional<byte[]> signedBy(Collection<PublicKey> keys, int threshold) {
        if (threshold < 1) {
            throw new IllegalArgumentException("A threshold is at least 1");
        }
        var message = preAuthenticationEncoding(type, payload);
        var distinct = new LinkedHashMap<String, PublicKey>();
        keys.forEach(key -> distinct.put(Ed25519.keyId(key), key));
        long signers = distinct.values().stream()
                .filter(key -> signatures.stream().anyMatch(signature -> Ed25519.verifies(key, message, signature)))
                .count();
        return signers >= threshold ? Optional.of(payload.clone()) : Optional.empty();
    }

    /** The payload as anybody could have written it: only to find out which keys to ask about. */
    public byte[] unverifiedPayload() {
        return payload.clone();
    }

    /** {@code "DSSEv1" SP LEN(type) SP type SP LEN(body) SP body}: neither part can be read as the other. */
    static byte[] preAuthenticationEncoding(String type, byte[] body) {
        var typeBytes = type.getBytes(StandardCharsets.UTF_8);
        var head =
                ("DSSEv1 " + typeBytes.length + " " + type + " " + body.length + " ").getBytes(StandardCharsets.UTF_8);
        var whole = new byte[head.length + body.length];
        System.arraycopy(head, 0, whole, 0, head.length);
        System.arraycopy(body, 0, whole, head.length, body.length);
        return whole;
    }

    private static String payload(JsonMembers members) throws MalformedDocumentException {
        var payload = members.node().get("payload");
        if (payload == null || !payload.isTextual()) {
            throw new MalformedDocumentException("The member 'payload' must be text");
        }
        return payload.textValue();
    }
}
