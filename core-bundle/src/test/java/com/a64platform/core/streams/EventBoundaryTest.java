package com.a64platform.core.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventBoundaryTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "data: a\n\n",
                "data: a\r\n\r\n",
                "data: a\r\r",
                "data: a\r\n\n",
                "id: 7\ndata: a\n\n\n",
                ": still here\n",
                ": still here\r",
                "data: a\n\n: still here\r\n",
                "\n"
            })
    void isBetweenEventsAfter(String text) {
        assertThat(after(text).between()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "data: a",
                "data: a\n",
                "data: a\r\n",
                "id: 7\ndata: a\n",
                "data: a\n: still here\n",
                "data: a\n\ndata",
                ": still here",
                "data: a\r\n: x",
                "data\n"
            })
    void isWithinAnEventAfter(String text) {
        assertThat(after(text).between()).isFalse();
    }

    @Test
    void readsAcrossPieces() {
        var boundary = new EventBoundary();
        var bytes = "data: a\r\n\r\ndata: b\r\n".getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < 11; i++) {
            boundary.read(bytes, i, 1);
        }
        assertThat(boundary.between()).isTrue();
        boundary.read(bytes, 11, bytes.length - 11);
        assertThat(boundary.between()).isFalse();
    }

    private static EventBoundary after(String text) {
        var boundary = new EventBoundary();
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        boundary.read(bytes, 0, bytes.length);
        return boundary;
    }
}
