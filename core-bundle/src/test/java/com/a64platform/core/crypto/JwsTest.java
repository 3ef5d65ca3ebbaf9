package com.a64platform.core.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("attack")
class JwsTest {
    private static final String TYP = "a64-test+jwt";
    private static final Set<String> KNOWN = Set.of("iss");

    private final SigningKey key = SigningKey.generate();

    private String compact() {
        return Jws.sign(key, TYP, StrictJson.object().put("iss", "me"));
    }

    private static String encode(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void givesTheClaimsToWhoeverHoldsTheRightKey() throws MalformedDocumentException {
        var jws = Jws.parse(compact(), TYP, 8192);
        assertThat(jws.keyId()).isEqualTo(key.keyId());
        assertThat(jws.claims(key.publicKey(), KNOWN).orElseThrow().text("iss")).isEqualTo("me");
        assertThat(jws.claims(SigningKey.generate().publicKey(), KNOWN)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"alg\":\"none\",\"typ\":\"a64-test+jwt\",\"kid\":\"k\"}",
                "{\"alg\":\"HS256\",\"typ\":\"a64-test+jwt\",\"kid\":\"k\"}",
                "{\"alg\":\"eddsa\",\"typ\":\"a64-test+jwt\",\"kid\":\"k\"}",
                "{\"alg\":\"EdDSA\",\"typ\":\"A64-TEST+JWT\",\"kid\":\"k\"}",
                "{\"alg\":\"EdDSA\",\"typ\":\"JWT\",\"kid\":\"k\"}",
                "{\"alg\":\"EdDSA\",\"typ\":\"a64-test+jwt\"}",
                "{\"alg\":\"EdDSA\",\"kid\":\"k\"}",
                "{\"typ\":\"a64-test+jwt\",\"kid\":\"k\"}",
                "{\"alg\":\"EdDSA\",\"typ\":\"a64-test+jwt\",\"kid\":\"k\",\"crit\":[\"x\"]}",
                "{\"alg\":\"EdDSA\",\"typ\":\"a64-test+jwt\",\"kid\":\"k\",\"jwk\":{}}",
                "{\"alg\":\"EdDSA\",\"alg\":\"EdDSA\",\"typ\":\"a64-test+jwt\",\"kid\":\"k\"}",
                "{\"alg\":[\"EdDSA\"],\"typ\":\"a64-test+jwt\",\"kid\":\"k\"}"
            })
    void refusesEveryOtherHeaderEvenWhenSigned(String header) {
        var signed = encode(header) + "." + encode("{\"iss\":\"me\"}");
        var signature = key.sign(signed.getBytes(StandardCharsets.US_ASCII));
        var compact = signed + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signature);
        assertThatThrownBy(() -> Jws.parse(compact, TYP, 8192)).isInstanceOf(MalformedDocumentException.class);
    }

    @Test
    void refusesEverySecondSpelling() {
        var compact = compact();
        var last = compact.charAt(compact.length() - 1);
        // the last of 86 characters carries 2 bits only: its neighbour decodes to the same signature
        var neighbour = compact.substring(0, compact.length() - 1) + (char) (last == 'z' ? 'y' : last + 1);
        for (String wrong : new String[] {
            neighbour,
            compact + "=",
            compact + ".",
            "." + compact,
            compact + ".x",
            compact + "\n",
            " " + compact,
            "",
            ".."
        }) {
            assertThatThrownBy(() -> Jws.parse(wrong, TYP, 8192))
                    .as(wrong)
                    .isInstanceOf(MalformedDocumentException.class);
        }
    }

    @Test
    void refusesMoreThanItsLimit() {
        var compact = compact();
        assertThatThrownBy(() -> Jws.parse(compact, TYP, compact.length() - 1)).hasMessageContaining("longer than");
    }

    @Test
    void readsNoClaimsOfAChangedPayload() throws MalformedDocumentException {
        var parts = compact().split("\\.");
        var changed = parts[0] + "." + encode("{\"iss\":\"you\"}") + "." + parts[2];
        assertThat(Jws.parse(changed, TYP, 8192).claims(key.publicKey(), KNOWN)).isEmpty();
    }

    @Test
    void isNotConvincedByAMacWithThePublicKey() throws Exception {
        var mac = javax.crypto.Mac.getInstance("HmacSHA512");
        mac.init(new javax.crypto.spec.SecretKeySpec(key.publicKey().getEncoded(), "HmacSHA512"));
        var head = compact().substring(0, compact().lastIndexOf('.'));
        var forged = head + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(mac.doFinal(head.getBytes()));
        assertThat(Jws.parse(forged, TYP, 8192).claims(key.publicKey(), KNOWN)).isEmpty();
    }
}
