package com.a64platform.it;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.function.Consumer;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** An access token changed by somebody who knows JWS well. */
final class ForgedToken {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ObjectNode header;
    private final ObjectNode claims;
    private final String signature;

    ForgedToken(String genuine) throws IOException {
        var parts = genuine.split("\\.");
        header = (ObjectNode) JSON.readTree(Base64.getUrlDecoder().decode(parts[0]));
        claims = (ObjectNode) JSON.readTree(Base64.getUrlDecoder().decode(parts[1]));
        signature = parts[2];
    }

    ForgedToken claims(Consumer<ObjectNode> change) {
        change.accept(claims);
        return this;
    }

    /** With the signature of the genuine one. */
    String withOldSignature() throws IOException {
        return content() + "." + signature;
    }

    String unsigned() throws IOException {
        header.put("alg", "none");
        return content() + ".";
    }

    /** Signed as if the public key, which anybody may know, were a shared secret. */
    String signedWithPublicKeyAsSecret(byte[] publicKey) throws IOException, GeneralSecurityException {
        header.put("alg", "HS256");
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(publicKey, "HmacSHA256"));
        return content() + "." + text(mac.doFinal(content().getBytes(StandardCharsets.US_ASCII)));
    }

    /** Signed with the node's own key. */
    String signedWith(Path pem) throws IOException, GeneralSecurityException {
        var signing = Signature.getInstance("Ed25519");
        signing.initSign(privateKey(pem));
        signing.update(content().getBytes(StandardCharsets.US_ASCII));
        return content() + "." + text(signing.sign());
    }

    /** The public half of a private key, which the JDK gives away only by making the pair anew from its seed. */
    static byte[] publicKey(Path pem) throws IOException, GeneralSecurityException {
        byte[] encoded = privateKey(pem).getEncoded();
        byte[] seed = Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length);
        var generator = KeyPairGenerator.getInstance("Ed25519");
        generator.initialize(NamedParameterSpec.ED25519, new SecureRandom() {
            private static final long serialVersionUID = 1L;

            @Override
            public void nextBytes(byte[] bytes) {
                System.arraycopy(seed, 0, bytes, 0, bytes.length);
            }
        });
        return generator.generateKeyPair().getPublic().getEncoded();
    }

    private static PrivateKey privateKey(Path pem) throws IOException, GeneralSecurityException {
        var encoded = Files.readString(pem).replaceAll("-----[A-Z ]+-----|\\s", "");
        return KeyFactory.getInstance("Ed25519")
                .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(encoded)));
    }

    private String content() throws IOException {
        return text(JSON.writeValueAsBytes(header)) + "." + text(JSON.writeValueAsBytes(claims));
    }

    private static String text(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
