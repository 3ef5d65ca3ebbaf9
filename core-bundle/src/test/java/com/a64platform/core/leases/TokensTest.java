package com.a64platform.core.leases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.a64platform.core.crypto.Jws;
import com.a64platform.core.crypto.MalformedDocumentException;
import com.a64platform.core.crypto.SigningKey;
import com.a64platform.core.crypto.StrictJson;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.function.Consumer;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class TokensTest {
    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
    private static final SigningKey ISSUER = SigningKey.generate();
    private static final LeaseClaims LEASE = new LeaseClaims(
            ISSUER.keyId(),
            "lease-1",
            "L",
            SigningKey.generate().keyId(),
            Nonces.fresh(),
            3,
            NOW,
            NOW.plus(LeaseClaims.USUAL));
    private static final StatusClaims STATUS = new StatusClaims(ISSUER.keyId(), "status-1", "L", NOW);

    @Test
    void readBackWhatWasSigned() throws MalformedDocumentException {
        assertThat(LeaseToken.verify(LeaseToken.sign(ISSUER, LEASE), ISSUER.publicKey()))
                .isEqualTo(LEASE);
        var status = StatusToken.sign(ISSUER, STATUS);
        assertThat(StatusToken.verify(status, ISSUER.publicKey())).isEqualTo(STATUS);
        assertThat(StatusToken.keyId(status)).isEqualTo(ISSUER.keyId());
    }

    @Test
    @Tag("attack")
    void areNotTakenForEachOther() {
        refusesLease(StatusToken.sign(ISSUER, STATUS), "Its type must be a64-lease+jwt");
        refusesLease(Jws.sign(ISSUER, "a64-license+jwt", lease()), "Its type must be a64-lease+jwt");
        refusesStatus(LeaseToken.sign(ISSUER, LEASE), "Its type must be a64-status+jwt");
    }

    @Test
    @Tag("attack")
    void areTheIssuersOrNobodys() {
        var stranger = SigningKey.generate();
        assertThatThrownBy(() -> LeaseToken.sign(stranger, LEASE)).isInstanceOf(IllegalArgumentException.class);
        refusesLease(Jws.sign(stranger, LeaseToken.TYPE, lease()), "It is not signed by the license's issuer");
        refusesStatus(Jws.sign(stranger, StatusToken.TYPE, status()), "It is not signed by the license's issuer");
        refusesLease(
                Jws.sign(ISSUER, LeaseToken.TYPE, lease().put("iss", stranger.keyId())), "It names another issuer");
        refusesStatus(
                Jws.sign(ISSUER, StatusToken.TYPE, status().put("iss", stranger.keyId())), "It names another issuer");
    }

    @Test
    @Tag("attack")
    void leaveTheAlgorithmToNobody() throws Exception {
        for (String type : new String[] {LeaseToken.TYPE, StatusToken.TYPE}) {
            var claims = type.equals(LeaseToken.TYPE) ? lease() : status();
            var none = header("none", type) + "." + base64(StrictJson.write(claims)) + ".";
            var shared = header("HS256", type) + "." + base64(StrictJson.write(claims));
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(ISSUER.publicKey().getEncoded(), "HmacSHA256"));
            var hs256 = shared + "." + base64(mac.doFinal(shared.getBytes(StandardCharsets.US_ASCII)));
            var rs256 = header("RS256", type) + "." + base64(StrictJson.write(claims)) + "." + base64(new byte[64]);
            for (String token : new String[] {none, hs256, rs256}) {
                Consumer<String> refuses = type.equals(LeaseToken.TYPE)
                        ? text -> refusesLease(text, "Its algorithm must be EdDSA")
                        : text -> refusesStatus(text, "Its algorithm must be EdDSA");
                refuses.accept(token);
            }
        }
    }

    @Test
    @Tag("attack")
    void areReadStrictly() {
        refusesLease(LeaseToken.sign(ISSUER, LEASE) + ".", "It does not have three parts");
        refusesLease(LeaseToken.sign(ISSUER, LEASE) + "=", "A part is not base64url");
        refusesLease("a".repeat(5000), "It is longer than 4096 characters");
        refusesLease(signed(lease().put("seq", "3")), "The member 'seq' must be a whole number");
        refusesLease(signed(lease().put("seq", 0)), "Its claims do not hold: seq is less than one");
        refusesLease(signed(lease().put("nonce", "short")), "Its claims do not hold: nonce");
        refusesLease(signed(lease().put("exp", NOW.getEpochSecond())), "Its claims do not hold: exp is not after iat");
        refusesLease(
                signed(lease().put("exp", NOW.plus(Duration.ofDays(32)).getEpochSecond())),
                "Its claims do not hold: exp is more than 31 days after iat");
        var critical = lease();
        critical.putArray("critical").add("onlyOnMondays");
        refusesLease(signed(critical), "The document needs a newer platform");
        refusesStatus(
                Jws.sign(ISSUER, StatusToken.TYPE, status().put("status", "valid")),
                "Its status is another than revoked");
    }

    private static String signed(ObjectNode claims) {
        return Jws.sign(ISSUER, LeaseToken.TYPE, claims);
    }

    private static ObjectNode lease() {
        return StrictJson.object()
                .put("iss", ISSUER.keyId())
                .put("jti", "1")
                .put("license", "L")
                .put("installation", LEASE.installation())
                .put("nonce", LEASE.nonce())
                .put("seq", 3)
                .put("iat", NOW.getEpochSecond())
                .put("exp", NOW.plus(LeaseClaims.USUAL).getEpochSecond());
    }

    private static ObjectNode status() {
        return StrictJson.object()
                .put("iss", ISSUER.keyId())
                .put("jti", "1")
                .put("license", "L")
                .put("status", "revoked")
                .put("iat", NOW.getEpochSecond());
    }

    private static String header(String algorithm, String type) {
        return base64(StrictJson.write(
                StrictJson.object().put("alg", algorithm).put("typ", type).put("kid", ISSUER.keyId())));
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static void refusesLease(String token, String why) {
        assertThatThrownBy(() -> LeaseToken.verify(token, ISSUER.publicKey()))
                .isInstanceOf(MalformedDocumentException.class)
                .hasMessageStartingWith(why);
    }

    private static void refusesStatus(String token, String why) {
        assertThatThrownBy(() -> StatusToken.verify(token, ISSUER.publicKey()))
                .isInstanceOf(MalformedDocumentException.class)
                .hasMessageStartingWith(why);
    }
}
