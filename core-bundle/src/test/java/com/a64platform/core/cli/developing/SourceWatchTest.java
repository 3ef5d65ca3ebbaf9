package com.a64platform.core.cli.developing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceWatchTest {
    @TempDir
    Path folder;

    private ModuleProject project;

    @BeforeEach
    void make() throws IOException {
        project = new ModuleProject(folder.toRealPath());
        Files.createDirectories(project.javaSources());
        Files.writeString(project.pomFile(), "<project/>");
    }

    @Test
    void noticesWhatIsWrittenIntoAFolderThatHasComeSince() throws IOException {
        try (var watch = new SourceWatch(project.folder())) {
            var before = project.content();
            Files.createDirectories(project.resources().resolve("deep/down"));
            var changed = awaitChange(watch, before, false);
            Files.writeString(project.resources().resolve("deep/down/text.txt"), "one");

            assertThat(awaitChange(watch, changed, true))
                    .containsKey(project.resources().resolve("deep/down/text.txt"));
        }
    }

    @Test
    void noticesThatAFileHasGone() throws IOException {
        var file = Files.writeString(project.javaSources().resolve("Shop.java"), "class Shop {}");
        try (var watch = new SourceWatch(project.folder())) {
            var before = project.content();
            Files.delete(file);

            assertThat(awaitChange(watch, before, true)).doesNotContainKey(file);
        }
    }

    @Test
    void takesWhatEditorsPutBesideAFileForNoChange() throws IOException {
        var before = project.content();
        Files.writeString(project.javaSources().resolve(".Shop.java.swp"), "");
        Files.writeString(project.javaSources().resolve("Shop.java~"), "");

        assertThat(ModuleProject.same(project.content(), before)).isTrue();
    }

    private Map<Path, byte[]> awaitChange(SourceWatch watch, Map<Path, byte[]> before, boolean inFiles) {
        var now = before;
        do {
            watch.await();
            now = project.content();
        } while (inFiles && ModuleProject.same(now, before));
        return now;
    }
}
