package com.a64platform.core.licensing;

import static org.assertj.core.api.Assertions.assertThat;

import com.a64platform.core.crypto.MalformedDocumentException;
import com.a64platform.core.crypto.StrictJson;
import com.a64platform.core.fuzz.Fuzzing;
import com.a64platform.core.fuzz.JsonGrammar;
import com.a64platform.core.fuzz.Mutations;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("attack")
class LicenseFuzzTest {
    private static final JsonGrammar GRAMMAR = JsonGrammar.of(
            "iss",
            "sub",
            "jti",
            "iat",
            "nbf",
            "exp",
            "module",
            "versions",
            "type",
            "seats",
            "installation",
            "tenant",
            "features",
            "graceDays",
            "check",
            "critical");

    @TempDir
    Path home;

    private LicensingBench bench;
    private byte[] claims;

    @BeforeEach
    void prepare() throws IOException {
        bench = new LicensingBench(home);
        claims = StrictJson.write(ClaimsJson.write(bench.terms().claims()));
    }

    @Test
    void readsOrRefusesAllClaims() {
        Fuzzing.of("claims", MalformedDocumentException.class).run(10_000, Mutations.of(claims), this::read);
        Fuzzing.of("claims by grammar", MalformedDocumentException.class)
                .run(5_000, random -> random.nextInt(4) == 0 ? claims : GRAMMAR.next(random), this::read);
    }

    @Test
    void decidesAboutEveryLicense() {
        var service = bench.service();
        Fuzzing.of("license", LicenseRefused.class)
                .run(5_000, Mutations.of(bench.terms().signed()), text -> decide(service, text));
    }

    @Test
    void decidesAboutEveryClaimThatTheIssuerHasSigned() {
        var service = bench.service();
        Fuzzing.of("signed claims", LicenseRefused.class)
                .run(800, Mutations.of(claims), payload -> decide(service, signed(payload)));
    }

    private void read(byte[] document) throws MalformedDocumentException {
        try {
            ClaimsJson.read(StrictJson.read(document, Set.of()).node());
        } catch (IllegalArgumentException contradiction) {
            assertThat(contradiction.getMessage()).isNotBlank();
            throw new MalformedDocumentException("refused", contradiction);
        }
    }

    private static void decide(SignedLicenses service, byte[] license) throws LicenseRefused {
        var decision = service.decide(new String(license, StandardCharsets.UTF_8), LicensingBench.FARM);
        if (decision instanceof LicenseDecision.Refused refused) {
            assertThat(refused.advice()).endsWith(".");
            throw new LicenseRefused(refused.reason(), refused.advice());
        }
    }

    private byte[] signed(byte[] payload) {
        String header = "{\"alg\":\"EdDSA\",\"typ\":\"a64-license+jwt\",\"kid\":\"" + bench.issuer.keyId() + "\"}";
        String head = encode(header.getBytes(StandardCharsets.UTF_8)) + "." + encode(payload);
        byte[] signature = bench.issuer.sign(head.getBytes(StandardCharsets.US_ASCII));
        return (head + "." + encode(signature)).getBytes(StandardCharsets.US_ASCII);
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
