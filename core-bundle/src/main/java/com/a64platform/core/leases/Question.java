package com.a64platform.core.leases;

import com.a64platform.core.crypto.Ed25519;
import com.a64platform.core.crypto.JsonMembers;
import com.a64platform.core.crypto.MalformedDocumentException;
import com.a64platform.core.crypto.StrictJson;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Set;

/**
 * What an installation asks a license server, signed with its own key. The signature is over {@code a64-license-server-1},
 * the path without its slash, and the members in the order of {@link #FIELDS} as decimal or text, each written as a
 * netstring: its length in bytes as decimal, a colon, the UTF-8 bytes, a comma. So no member can be read as part of another.
 *
 * @param kind what is asked
 * @param license a license or an activation code; empty for {@link Kind#WATCH}
 * @param module the module's name; empty for {@link Kind#WATCH}
 * @param timestamp the installation's clock, whole seconds
 * @param installation the installation's id, hex SHA-256 of {@code key}
 * @param key public half of the installation's key
 * @param counter for {@link Kind#VALIDATE} one more than the sequence of the newest lease, for {@link Kind#WATCH} the
 *     number of the last change seen
 * @param seats how many seats are taken; 0 where none are counted
 */
public record Question(
        Kind kind,
        String license,
        String module,
        Instant timestamp,
        String installation,
        PublicKey key,
        String nonce,
        long counter,
        int seats) {
    /** What is asked, and where. */
    public enum Kind {
        /** A lease for a license, or a license for an activation code. */
        VALIDATE("validate"),
        /** To be told when something changes. */
        WATCH("watch");

        private final String path;

        Kind(String path) {
            this.path = path;
        }

        public String path() {
            return path;
        }
    }

    /** Signs what is given to it, with the installation's key. */
    @FunctionalInterface
    public interface Signer {
        byte[] sign(byte[] message);
    }

    private static final List<String> FIELDS =
            List.of("license_key", "module_name", "timestamp", "installation", "nonce", "counter", "seats");
    private static final String PROTOCOL = "a64-license-server-1";
    private static final long LATEST = Instant.parse("9999-12-31T23:59:59Z").getEpochSecond();
    private static final int LONGEST_NAME = 100;

    public Question {
        if (!Nonces.plausible(nonce)) {
            throw new IllegalArgumentException("nonce is not 16 to 64 characters of base64url");
        }
    }

    /** The request's body: its members, the key and the signature. */
    public byte[] signedBy(Signer signer) {
        var body = members();
        body.put("key", Ed25519.encode(key));
        body.put("signature", Base64.getEncoder().encodeToString(signer.sign(signed())));
        return StrictJson.write(body);
    }

    /**
     * Reads a question that an installation signed.
     *
     * @throws MalformedDocumentException when it is none, or the signature is not that of the installation it names
     */
    public static Question read(Kind kind, byte[] body) throws MalformedDocumentException {
        var members = StrictJson.read(body, Set.of());
        var question = unsigned(kind, members);
        if (!Ed25519.keyId(question.key).equals(question.installation)) {
            throw new MalformedDocumentException("The key is not the installation's");
        }
        if (!Ed25519.verifies(question.key, question.signed(), members.bytes("signature"))) {
            throw new MalformedDocumentException("The signature is not the installation's");
        }
        return question;
    }

    private static Question unsigned(Kind kind, JsonMembers members) throws MalformedDocumentException {
        long time = members.number("timestamp");
        long seats = members.number("seats");
        var module = members.text("module_name");
        if (time > LATEST || seats > Integer.MAX_VALUE || module.length() > LONGEST_NAME) {
            throw new MalformedDocumentException("A member is too large");
        }
        try {
            return new Question(
                    kind,
                    members.text("license_key"),
                    module,
                    Instant.ofEpochSecond(time),
                    members.text("installation"),
                    Ed25519.decode(members.text("key")),
                    members.text("nonce"),
                    members.number("counter"),
                    (int) seats);
        } catch (IllegalArgumentException wrong) {
            throw new MalformedDocumentException(wrong.getMessage(), wrong);
        }
    }

    private ObjectNode members() {
        return StrictJson.object()
                .put("license_key", license)
                .put("module_name", module)
                .put("timestamp", timestamp.getEpochSecond())
                .put("installation", installation)
                .put("nonce", nonce)
                .put("counter", counter)
                .put("seats", seats);
    }

    private byte[] signed() {
        var members = members();
        var message = new ByteArrayOutputStream();
        netstring(message, PROTOCOL);
        netstring(message, kind.path());
        FIELDS.forEach(field -> netstring(message, members.get(field).asText()));
        return message.toByteArray();
    }

    private static void netstring(ByteArrayOutputStream message, String text) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        message.writeBytes((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
        message.writeBytes(bytes);
        message.write(',');
    }

    /** The license and the code stay out of every log. */
    @Override
    public String toString() {
        return "Question[" + kind + ", " + module + ", " + installation + "]";
    }
}
