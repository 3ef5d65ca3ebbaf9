package com.a64platform.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The table for operators says what the launcher does. */
class SettingsDocumentTest {
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([A-Z0-9_]+)` \\| (?:`([^`]*)`)? ?\\|");
    private static final Pattern KEY = Pattern.compile("[A-Z][A-Z0-9]*_[A-Z0-9_]+");

    @Test
    void documentsEverySettingAndNoOther() throws IOException {
        String refusal = catchThrowable(() -> Settings.load(Map.of("A64_NONE", "1"), Arguments.parse()))
                .getMessage();
        var known = KEY.matcher(refusal)
                .results()
                .map(match -> match.group())
                .filter(key -> !key.equals("A64_NONE"))
                .collect(Collectors.toSet());

        assertThat(documented().keySet()).hasSizeGreaterThan(10).isEqualTo(known);
    }

    @Test
    void documentsTheDefaults() throws IOException {
        Settings defaults =
                Settings.load(Map.of("LICENSE_ENCRYPTION_KEY", "0123456789-0123456789-0123456789"), Arguments.parse());

        documented().forEach((key, value) -> {
            if (!value.isEmpty() && !key.equals("A64_HOME")) {
                assertThat(defaults.get(key)).as(key).isEqualTo(value);
            }
        });
        assertThat(defaults.home()).hasFileName(documented().get("A64_HOME"));
    }

    private static Map<String, String> documented() throws IOException {
        Map<String, String> rows = new TreeMap<>();
        ROW.matcher(Files.readString(Path.of("..", "docs", "operations.md")))
                .results()
                .forEach(row -> rows.put(row.group(1), row.group(2) == null ? "" : row.group(2)));
        return rows;
    }
}
