package com.a64platform.core.crypto;

import com.a64platform.core.fuzz.Fuzzing;
import com.a64platform.core.fuzz.JsonGrammar;
import com.a64platform.core.fuzz.Mutations;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What anybody can hand in before a signature was looked at: it is read or refused, whatever it is. */
@Tag("attack")
class SignedFormsFuzzTest {
    private static final String TYPE = "application/vnd.a64.test+json";
    private static final String TYP = "a64-test+jwt";
    private static final SigningKey KEY = SigningKey.generate();
    private static final String DOCUMENT =
            "{\"version\":3,\"expires\":\"2026-01-31T08:00:00Z\",\"list\":[{\"n\":1.5},null,true],\"critical\":[\"a\"]}";

    @Test
    void readsOrRefusesEveryJson() {
        Fuzzing.of("json", MalformedDocumentException.class)
                .run(30_000, Mutations.of(DOCUMENT, "{}"), SignedFormsFuzzTest::json);
        Fuzzing.of("json by grammar", MalformedDocumentException.class)
                .run(15_000, JsonGrammar.of("a", "version", "critical", "list"), SignedFormsFuzzTest::json);
    }

    @Test
    void readsOrRefusesEveryEnvelope() {
        byte[] body = DOCUMENT.getBytes(StandardCharsets.UTF_8);
        var inputs = Mutations.of(
                Envelope.sign(TYPE, body, List.of(KEY)),
                Envelope.sign(TYPE, body, List.of(KEY, SigningKey.generate())),
                Envelope.sign(TYPE, new byte[0], List.of(KEY)));

        Fuzzing.of("envelope", MalformedDocumentException.class).run(15_000, inputs, document -> {
            Envelope envelope = Envelope.parse(document, TYPE, 16_384);
            envelope.unverifiedPayload();
        });
        Fuzzing.of("envelope by grammar", MalformedDocumentException.class)
                .run(
                        5_000,
                        atTimes(inputs, JsonGrammar.of("payloadType", "payload", "signatures", "sig")),
                        document -> Envelope.parse(document, TYPE, 16_384));
    }

    @Test
    void readsOrRefusesEveryJws() {
        String one = Jws.sign(KEY, TYP, StrictJson.object().put("iss", "me").put("iat", 1_800_000_000));
        String other = Jws.sign(KEY, TYP, StrictJson.object());

        Fuzzing.of("jws", MalformedDocumentException.class).run(15_000, Mutations.of(one, other), text -> {
            Jws jws = Jws.parse(new String(text, StandardCharsets.UTF_8), TYP, 8192);
            jws.unverifiedClaims(Set.of("iss"));
        });
    }

    private static void json(byte[] document) throws MalformedDocumentException {
        JsonMembers members = StrictJson.read(document, Set.of("a"));
        if (members.has("version")) {
            members.number("version");
        }
        if (members.has("expires")) {
            members.instant("expires");
        }
        if (members.has("list")) {
            members.objects("list");
        }
    }

    private static Fuzzing.Inputs atTimes(Fuzzing.Inputs some, Fuzzing.Inputs others) {
        return random -> random.nextInt(4) == 0 ? some.next(random) : others.next(random);
    }
}
