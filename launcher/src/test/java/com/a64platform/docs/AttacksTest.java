package com.a64platform.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AttacksTest {
    private static final String HEAD = "| attack | refusal | shown by |\n|---|---|---|\n";

    @TempDir
    Path folder;

    @Test
    void everyRowNamesTestsThatThereAreAndEveryTestHasARow() throws IOException {
        Path root = Path.of("..").toRealPath();

        assertThat(new AttackTable(root).faults(Files.readString(root.resolve("docs/attacks.md"))))
                .isEmpty();
    }

    @Test
    void findsATestThatDoesNotExist() throws IOException {
        tagged("DoorTest");

        assertThat(faults("| a | b | DoorTest#opens |")).containsExactly("DoorTest#opens " + missing());
        assertThat(faults("| a | b | DoorTest#holds, GoneTest#holds |")).containsExactly("GoneTest does not exist");
    }

    @Test
    void findsATestWithoutTheTag() throws IOException {
        write(
                "DoorTest",
                "class DoorTest {\n    @Tag(\"attack\")\n    @Test\n    void holds() {}\n\n"
                        + "    @Test\n    void opens() {}\n}\n");

        assertThat(faults("| a | b | DoorTest#holds |")).isEmpty();
        assertThat(faults("| a | b | DoorTest#opens |")).containsExactly("DoorTest#opens " + missing());
    }

    @Test
    void findsTheTestOfAContract() throws IOException {
        write(
                "DoorContract",
                "interface DoorContract {\n    @Tag(\"attack\")\n    @Test\n    default void holds() {}\n}\n");
        write("OakDoorTest", "class OakDoorTest implements DoorContract {\n}\n");

        assertThat(faults("| a | b | OakDoorTest#holds |")).isEmpty();
    }

    @Test
    void findsAClassThatStandsInNoRow() throws IOException {
        tagged("DoorTest");

        assertThat(faults("")).containsExactly("DoorTest has tests of attacks and stands in no row");
    }

    @Test
    void findsARowThatIsNone() throws IOException {
        tagged("DoorTest");

        assertThat(faults("| a | DoorTest#holds |\n| a | b | DoorTest#holds |")).hasSize(1);
        assertThat(faults("| a | b | nobody yet |\n| a | b | DoorTest#holds |"))
                .containsExactly("nobody yet is not written as Class#method");
    }

    private void tagged(String name) throws IOException {
        write(
                name,
                "@Tag(\"attack\")\nclass " + name + " {\n    @ParameterizedTest\n    @ValueSource(\n"
                        + "            strings = {\n                \"x\"\n            })\n    void holds(String x) {}\n}\n");
    }

    private void write(String name, String source) throws IOException {
        Path file = folder.resolve("code/src/test/java/" + name + ".java");
        Files.createDirectories(file.getParent());
        Files.writeString(file, source);
    }

    private List<String> faults(String rows) throws IOException {
        return new AttackTable(folder).faults(HEAD + rows);
    }

    private static String missing() {
        return "does not exist or has not the tag attack";
    }
}
