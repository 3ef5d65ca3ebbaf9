package com.a64platform.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DocumentsTest {
    @TempDir
    Path folder;

    @Test
    void everyDocumentNamesOnlyWhatThereIs() throws IOException {
        Documents documents = new Documents(Path.of("..").toRealPath());
        List<String> faults = new ArrayList<>();
        for (Path document : documents.all()) {
            faults.addAll(documents.faults(document));
        }
        assertThat(documents.all()).isNotEmpty();
        assertThat(faults).isEmpty();
    }

    @Test
    void findsAPathThatDoesNotExist() throws IOException {
        write("code/Main.java", "class Main {}");
        assertThat(faults("See `code/Main.java`, `code/Gone.java`, `other/Thing.java` and `code/target/x.jar`."))
                .containsExactly("guide.md names code/Gone.java, which does not exist");
    }

    @Test
    void findsALinkToNothing() throws IOException {
        write("there.md", "");
        assertThat(faults("[a](there.md#top) [b](gone.md) [c](https://example.org/x)"))
                .containsExactly("guide.md links to gone.md, which does not exist");
    }

    @Test
    void findsAListingThatDiffersFromItsFile() throws IOException {
        write("Main.java", "class Main {\n    int a;\n    int b;\n}\n");
        assertThat(faults(listing("file", "Main.java", "class Main {\n    int a;\n    int b;\n}")))
                .isEmpty();
        assertThat(faults(listing("part", "Main.java", "int a;\nint b;"))).isEmpty();
        assertThat(faults(listing("file", "Main.java", "class Main {\n    int a;\n}")))
                .containsExactly("guide.md lists Main.java otherwise than it is");
        assertThat(faults(listing("part", "Main.java", "int a;\n}"))).hasSize(1);
        assertThat(faults(listing("part", "Gone.java", "int a;")))
                .containsExactly("guide.md lists Gone.java, which does not exist");
    }

    private List<String> faults(String text) throws IOException {
        return new Documents(folder).faults(write("guide.md", text));
    }

    private Path write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private static String listing(String kind, String path, String code) {
        return "<!-- " + kind + ": " + path + " -->\n```java\n" + code + "\n```\n";
    }
}
