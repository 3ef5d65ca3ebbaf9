package com.a64platform.core.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("attack")
class StrictJsonTest {
    private static JsonMembers read(String text) throws MalformedDocumentException {
        return StrictJson.read(text.getBytes(StandardCharsets.UTF_8), Set.of("known"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "\"text\"",
                "{",
                "{} {}",
                "{}x",
                "{\"a\":1,\"a\":2}",
                "{\"a\":1,\"\\u0061\":2}",
                "{\"o\":{\"a\":1,\"a\":1}}",
                "\uFEFF{}",
                "{\"a\":9007199254740992}",
                "{\"a\":[{\"b\":-9007199254740992}]}",
                "{\"a\":99999999999999999999999999}",
                "{\"a\":01}",
                "{'a':1}",
                "{\"a\":NaN}",
                "{/*c*/}",
                "{\"a\":1,}"
            })
    void refusesWhatTwoReadersCouldReadDifferently(String text) {
        assertThatThrownBy(() -> read(text)).isInstanceOf(MalformedDocumentException.class);
    }

    @Test
    void refusesBytesThatAreNotUtf8() {
        byte[] overlong = {'{', '"', (byte) 0xC0, (byte) 0xAF, '"', ':', '1', '}'};
        assertThatThrownBy(() -> StrictJson.read(overlong, Set.of())).hasMessage("The document is not UTF-8");
    }

    @Test
    void takesTwentyLevelsAndNoMore() throws MalformedDocumentException {
        assertThat(read("{\"a\":" + "[".repeat(19) + "]".repeat(19) + "}").has("a"))
                .isTrue();
        assertThatThrownBy(() -> read("{\"a\":" + "[".repeat(20) + "]".repeat(20) + "}"))
                .hasMessage("The document is nested too deeply");
    }

    @Test
    void takesTheLargestInteger() throws MalformedDocumentException {
        assertThat(read("{\"a\":9007199254740991}").number("a")).isEqualTo((1L << 53) - 1);
    }

    @Test
    void ignoresUnknownMembersUnlessCritical() throws MalformedDocumentException {
        assertThat(read("{\"other\":1,\"critical\":[\"known\"],\"known\":2}").number("known"))
                .isEqualTo(2);
        assertThatThrownBy(() -> read("{\"other\":1,\"critical\":[\"other\"]}")).hasMessageContaining("'other'");
        assertThatThrownBy(() -> read("{\"critical\":\"other\"}")).hasMessageContaining("'critical'");
    }

    @Test
    void tellsAFaultWithoutRepeatingTheDocument() {
        assertThatThrownBy(() -> read("{\"secret-license\" oops}")).hasMessageNotContaining("secret");
        assertThatThrownBy(() -> read("{\"secret-license\":1,\"secret-license\":2}"))
                .hasMessage("The document has a member twice");
    }

    @Test
    void membersAreWhatTheyMustBe() throws MalformedDocumentException {
        var members = read("{\"t\":\"x\",\"n\":-1,\"f\":1.5,\"l\":[1],\"b\":\"true\",\"i\":\"2026-01-31T08:00:00Z\"}");
        assertThat(members.text("t")).isEqualTo("x");
        assertThat(members.instant("i")).hasToString("2026-01-31T08:00:00Z");
        assertThat(members.flag("absent")).isFalse();
        assertThat(members.optionalText("absent")).isEmpty();
        assertThatThrownBy(() -> members.text("absent")).hasMessage("The member 'absent' must be text");
        assertThatThrownBy(() -> members.number("n")).isInstanceOf(MalformedDocumentException.class);
        assertThatThrownBy(() -> members.number("f")).isInstanceOf(MalformedDocumentException.class);
        assertThatThrownBy(() -> members.texts("l")).isInstanceOf(MalformedDocumentException.class);
        assertThatThrownBy(() -> members.flag("b")).isInstanceOf(MalformedDocumentException.class);
        assertThatThrownBy(() -> members.instant("t")).isInstanceOf(MalformedDocumentException.class);
        assertThatThrownBy(() -> members.objects("l")).isInstanceOf(MalformedDocumentException.class);
        assertThatThrownBy(() -> members.object("t")).isInstanceOf(MalformedDocumentException.class);
    }
}
