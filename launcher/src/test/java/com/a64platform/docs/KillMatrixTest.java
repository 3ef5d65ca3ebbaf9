package com.a64platform.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KillMatrixTest {
    @TempDir
    Path folder;

    @BeforeEach
    void write() throws IOException {
        source(
                "core-bundle/src/main/java/MilkCow.java",
                "public final class MilkCow implements OperationDefinition {\n}\n");
        source(
                "core-bundle/src/test/java/CowTest.java",
                "class CowTest {\n    @Test\n    @Tag(\"kill\")\n    void diesAnywhere() {\n        at(\"milk\");\n    }\n\n"
                        + "    @Test\n    void lives() {}\n}\n");
    }

    @Test
    void everyOperationHasARowWithTestsThatKillIt() throws IOException {
        Path root = Path.of("..").toRealPath();

        assertThat(new KillMatrix(root).faults(Files.readString(root.resolve("docs/kills.md"))))
                .isEmpty();
    }

    @Test
    void takesARowThatHolds() throws IOException {
        assertThat(faults("| `MilkCow` | milk | CowTest#diesAnywhere | CowTest#diesAnywhere |"))
                .isEmpty();
    }

    @Test
    void findsAnOperationWithoutARow() throws IOException {
        assertThat(faults("")).containsExactly("MilkCow is an operation that no row says how it is killed");
    }

    @Test
    void findsATestThatDoesNotKill() throws IOException {
        assertThat(faults("| `MilkCow` | milk | CowTest#lives | CowTest#diesAnywhere |"))
                .containsExactly("CowTest#lives does not exist or has not the tag kill");
        assertThat(faults("| `MilkCow` | milk | none yet | CowTest#diesAnywhere |"))
                .containsExactly("none yet is not written as Class#method");
    }

    @Test
    void findsACaseThatNoTestHas() throws IOException {
        assertThat(faults("| `MilkCow` | calve | CowTest#diesAnywhere | CowTest#diesAnywhere |"))
                .contains("CowTest has not the case \"calve\"");
    }

    @Test
    void findsARowOfNothing() throws IOException {
        assertThat(faults("| `DeadCow` | milk | CowTest#diesAnywhere | CowTest#diesAnywhere |"))
                .contains("DeadCow is no operation");
    }

    private void source(String path, String text) throws IOException {
        Path file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private List<String> faults(String rows) throws IOException {
        return new KillMatrix(folder).faults(rows);
    }
}
