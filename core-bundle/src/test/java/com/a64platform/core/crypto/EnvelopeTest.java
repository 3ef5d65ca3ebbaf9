package com.a64platform.core.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("attack")
class EnvelopeTest {
    private static final String TYPE = "application/vnd.a64.test+json";
    private static final byte[] BODY = "{\"a\":1}".getBytes(StandardCharsets.UTF_8);

    private final SigningKey one = SigningKey.generate();
    private final SigningKey two = SigningKey.generate();

    private static Envelope parse(byte[] document) throws MalformedDocumentException {
        return Envelope.parse(document, TYPE, 16_384);
    }

    /** The example of the DSSE protocol. */
    @Test
    void signsWhatTheProtocolSays() {
        var body = "hello world".getBytes(StandardCharsets.UTF_8);
        assertThat(Envelope.preAuthenticationEncoding("http://example.com/HelloWorld", body))
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("DSSEv1 29 http://example.com/HelloWorld 11 hello world");
    }

    @Test
    void countsDistinctKeysAgainstTheThreshold() throws MalformedDocumentException {
        var keys = List.of(one.publicKey(), two.publicKey());
        assertThat(parse(Envelope.sign(TYPE, BODY, List.of(one, two))).signedBy(keys, 2))
                .hasValue(BODY);
        assertThat(parse(Envelope.sign(TYPE, BODY, List.of(one))).signedBy(keys, 2))
                .isEmpty();
        assertThat(parse(Envelope.sign(TYPE, BODY, List.of(one, one))).signedBy(keys, 2))
                .isEmpty();
        var doubled = List.of(one.publicKey(), one.publicKey());
        assertThat(parse(Envelope.sign(TYPE, BODY, List.of(one, one))).signedBy(doubled, 2))
                .isEmpty();
    }

    @Test
    void ignoresWhoseKeyASignatureSaysItIs() throws MalformedDocumentException {
        var forged = new String(Envelope.sign(TYPE, BODY, List.of(two)), StandardCharsets.UTF_8)
                .replace(two.keyId(), one.keyId());
        var envelope = parse(forged.getBytes(StandardCharsets.UTF_8));
        assertThat(envelope.signedBy(List.of(one.publicKey()))).isEmpty();
        assertThat(envelope.signedBy(List.of(two.publicKey()))).hasValue(BODY);
    }

    @Test
    void refusesAnotherTypeEvenWhenSigned() {
        var other = Envelope.sign("application/vnd.a64.other+json", BODY, List.of(one));
        assertThatThrownBy(() -> parse(other)).hasMessageContaining("not of type");
    }

    @Test
    void aSignatureForOneTypeIsNoneForAnother() throws MalformedDocumentException {
        var renamed = new String(
                        Envelope.sign("application/vnd.a64.tesu+json", BODY, List.of(one)), StandardCharsets.UTF_8)
                .replace("tesu", "test");
        assertThat(parse(renamed.getBytes(StandardCharsets.UTF_8)).signedBy(List.of(one.publicKey())))
                .isEmpty();
    }

    @Test
    void refusesTooMuchAndTooLittle() {
        var good = Envelope.sign(TYPE, BODY, List.of(one));
        assertThatThrownBy(() -> Envelope.parse(good, TYPE, good.length - 1)).hasMessageContaining("larger than");
        assertThatThrownBy(() -> parse(Envelope.sign(TYPE, BODY, List.of()))).hasMessageContaining("1 to 16");
        assertThatThrownBy(() -> parse(Envelope.sign(TYPE, BODY, java.util.Collections.nCopies(17, one))))
                .hasMessageContaining("1 to 16");
    }

    @Test
    void refusesBase64ThatIsNotCanonical() {
        var spaced = new String(Envelope.sign(TYPE, BODY, List.of(one)), StandardCharsets.UTF_8)
                .replace("\"payload\":\"", "\"payload\":\"\\n");
        assertThatThrownBy(() -> parse(spaced.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(MalformedDocumentException.class);
    }
}
