package com.a64platform.core.licensing;

import static com.a64platform.core.licensing.LicensingBench.FARM;
import static com.a64platform.core.licensing.LicensingBench.TODAY;
import static org.assertj.core.api.Assertions.assertThat;

import com.a64platform.core.crypto.Jws;
import com.a64platform.core.crypto.SigningKey;
import com.a64platform.core.licensing.LicenseDecision.Reason;
import com.a64platform.core.licensing.LicenseDecision.Refused;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a license must look like before anything in it counts. */
@Tag("attack")
class LicenseFormTest {
    @TempDir
    Path home;

    private LicensingBench bench;

    @BeforeEach
    void prepare() throws IOException {
        bench = new LicensingBench(home);
    }

    @Test
    void refusesAlgorithmsThatNeedNoPrivateKey() throws IOException, GeneralSecurityException {
        String payload = base64(ClaimsJson.write(bench.terms().claims()).toString());
        String kid = bench.issuer.keyId();

        assertReason(header("none", kid) + "." + payload + ".", Reason.MALFORMED);
        String signed = header("HS256", kid) + "." + payload;
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(bench.issuer.publicKey().getEncoded(), "HmacSHA256"));
        String tag = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII)));
        assertReason(signed + "." + tag, Reason.MALFORMED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"alg\":\"EdDSA\",\"typ\":\"JWT\",\"kid\":\"K\"}",
                "{\"alg\":\"EdDSA\",\"kid\":\"K\"}",
                "{\"alg\":\"EdDSA\",\"typ\":\"a64-license+jwt\",\"kid\":\"K\",\"crit\":[\"exp\"]}",
                "{\"alg\":\"EdDSA\",\"typ\":\"a64-license+jwt\",\"kid\":\"K\",\"jwk\":{}}",
                "{\"alg\":\"EdDSA\",\"alg\":\"none\",\"typ\":\"a64-license+jwt\",\"kid\":\"K\"}",
                "{\"alg\":[\"EdDSA\"],\"typ\":\"a64-license+jwt\",\"kid\":\"K\"}",
                "[]",
                "not json"
            })
    void refusesHeadersOfAnyOtherForm(String header) throws IOException {
        String genuine = bench.terms().signed();
        String other = base64(header.replace("K", bench.issuer.keyId()));

        assertReason(other + genuine.substring(genuine.indexOf('.')), Reason.MALFORMED);
    }

    @Test
    void refusesOtherSpellingsOfTheSameLicense() throws IOException {
        String genuine = bench.terms().signed();

        assertReason(genuine + ".", Reason.MALFORMED);
        assertReason(genuine + ".e30", Reason.MALFORMED);
        assertReason("." + genuine, Reason.MALFORMED);
        assertReason(genuine + "==", Reason.MALFORMED);
        assertReason(genuine.replace(".", " ."), Reason.MALFORMED);
        assertReason(genuine.substring(0, genuine.length() - 1) + "B", Reason.MALFORMED);
        assertReason(genuine.substring(0, 40), Reason.MALFORMED);
    }

    @Test
    void refusesHugeLicensesUnread() throws IOException {
        LicensingBench.Terms terms = bench.terms();
        ObjectNode claims = ClaimsJson.write(terms.claims()).put("more", "x".repeat(8 * 1024));

        assertReason(Jws.sign(bench.issuer, LicenseToken.TYPE, claims), Reason.MALFORMED);
        assertReason("x".repeat(10_000_000), Reason.MALFORMED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"iss", "sub", "jti", "iat", "nbf", "module", "versions", "type", "installation"})
    void refusesALicenseThatLacksAClaimOrHasItInAWrongType(String claim) throws IOException {
        ObjectNode without = ClaimsJson.write(bench.terms().claims());
        without.remove(claim);
        assertReason(Jws.sign(bench.issuer, LicenseToken.TYPE, without), Reason.MALFORMED);

        ObjectNode wrong = ClaimsJson.write(bench.terms().claims());
        wrong.putArray(claim);
        assertReason(Jws.sign(bench.issuer, LicenseToken.TYPE, wrong), Reason.MALFORMED);
    }

    @Test
    void refusesClaimsThatDoNotGoTogether() throws IOException {
        ObjectNode claims = ClaimsJson.write(bench.terms().claims());

        assertMalformed(claims.deepCopy().put("iss", SigningKey.generate().keyId()));
        assertMalformed(
                claims.deepCopy().put("exp", TODAY.minus(Duration.ofDays(9)).getEpochSecond()));
        assertMalformed(claims.deepCopy().put("type", "per_user"));
        assertMalformed(claims.deepCopy().put("seats", 3).put("installation", "*"));
        assertMalformed(claims.deepCopy().put("seats", 0));
        assertMalformed(claims.deepCopy().put("graceDays", 100_000));
        assertMalformed(claims.deepCopy().put("exp", -1));
        assertMalformed(claims.deepCopy().put("check", "never"));
        assertMalformed(claims.deepCopy().put("versions", "everything"));
        ObjectNode critical = claims.deepCopy();
        critical.putArray("critical").add("unheard");
        assertMalformed(critical);
        ObjectNode endless = claims.deepCopy();
        endless.remove("exp");
        assertMalformed(endless);
    }

    @Test
    void tellsNothingOfTheLicenseInRefusals() throws IOException {
        String genuine = bench.terms().signed();

        for (String bad : List.of(genuine + "=", genuine + ".x", genuine.replace("A", "B"))) {
            String advice = ((Refused) bench.service().decide(bad, FARM)).advice();
            assertThat(advice).doesNotContain(genuine.substring(0, 30)).doesNotContain(genuine.substring(200, 230));
        }
    }

    private void assertMalformed(ObjectNode claims) throws IOException {
        assertReason(Jws.sign(bench.issuer, LicenseToken.TYPE, claims), Reason.MALFORMED);
    }

    private void assertReason(String license, Reason reason) throws IOException {
        assertThat(bench.service().decide(license, FARM))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.reason()).isEqualTo(reason));
    }

    private static String header(String alg, String kid) {
        return base64("{\"alg\":\"" + alg + "\",\"typ\":\"a64-license+jwt\",\"kid\":\"" + kid + "\"}");
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
