package com.a64platform.core.dumps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.bson.RawBsonDocument;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DumpFileTest {
    private static final String KIND = "test";
    private static final List<byte[]> COWS = List.of(bson("{_id: 1, name: 'Elsa'}"), bson("{_id: 2, name: 'Berta'}"));

    @TempDir
    Path folder;

    private Path archive;

    @BeforeEach
    void write() throws IOException {
        archive = folder.resolve("farm.zip");
        DumpWriter.write(archive, KIND, Map.of("module", "farm"), dump -> {
            dump.collection("green", "farm.cows", List.of("{\"name\": \"n\"}"), sink -> {
                for (var cow : COWS) {
                    sink.accept(cow);
                }
            });
            dump.collection("green", "farm.empty", List.of(), sink -> {});
            dump.file("settings.json", new ByteArrayInputStream("{}".getBytes(StandardCharsets.UTF_8)));
        });
    }

    @Test
    void readsBackWhatWasWritten() throws IOException {
        try (var dump = DumpFile.open(archive, KIND)) {
            dump.verify();

            var manifest = dump.manifest();
            assertThat(manifest.about("module")).isEqualTo("farm");
            assertThat(manifest.documents()).isEqualTo(2);
            assertThat(manifest.collections())
                    .extracting(DumpedCollection::name)
                    .containsExactly("farm.cows", "farm.empty");
            assertThat(manifest.collections().get(0).indexes()).containsExactly("{\"name\": \"n\"}");
            assertThat(all(dump.documents(manifest.collections().get(0)))).containsExactlyElementsOf(COWS);
            assertThat(dump.read(manifest.files().get(0))).asString().isEqualTo("{}");
        }
        assertThat(Files.getPosixFilePermissions(archive)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void leavesWhatWasThereWhenWritingFails() throws IOException {
        var before = Files.readAllBytes(archive);

        assertThatThrownBy(() -> DumpWriter.write(archive, KIND, Map.of(), dump -> {
                    dump.collection("green", "farm.cows", List.of(), sink -> sink.accept(COWS.get(0)));
                    throw new IOException("gone");
                }))
                .hasMessage("gone");

        assertThat(archive).hasBinaryContent(before);
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).containsExactly(archive);
        }
    }

    @Test
    void hashesContentInWhateverOrder() {
        assertThat(content(COWS)).isEqualTo(content(List.of(COWS.get(1), COWS.get(0))));
        assertThat(content(COWS)).isNotEqualTo(content(List.of(COWS.get(0), COWS.get(0))));
        assertThat(content(List.of())).hasSize(64).isNotEqualTo(content(COWS.subList(0, 1)));
    }

    @Test
    void refusesAnotherKind() {
        assertDamaged(() -> DumpFile.open(archive, "other").close());
    }

    @Test
    void refusesEveryCutAndEveryChangedByteThatMatters() throws IOException {
        var whole = Files.readAllBytes(archive);
        var random = new Random(7);
        for (int length = 0; length < whole.length; length += 1 + whole.length / 40) {
            Files.write(archive, Arrays.copyOf(whole, length));
            assertDamaged(this::verify);
        }
        for (int i = 0; i < 200; i++) {
            var changed = whole.clone();
            changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
            Files.write(archive, changed);
            // a bit of a zip that nobody reads, such as a time, may change: then all of it is still right
            try {
                readsBackWhatIsInIt();
            } catch (ProblemException refused) {
                assertThat(refused.code()).isEqualTo(ErrorCode.ARCHIVE_DAMAGED);
            }
        }
    }

    @Test
    void refusesMembersThatTheManifestDoesNotDescribe() throws IOException {
        rewrite(Map.of("collections/00001.bson", content -> bson("{_id: 1, name: 'Elsa'}")));
        assertDamaged(this::verify);
        write();
        rewrite(Map.of("settings.json", content -> "{ }".getBytes(StandardCharsets.UTF_8)));
        assertDamaged(this::verify);
        write();
        rewrite(Map.of("extra", content -> new byte[0]));
        assertDamaged(this::verify);
        write();
        rewrite(Map.of("collections/00001.bson", content -> new byte[] {-1, -1, -1, 127, 0}));
        assertDamaged(this::verify);
    }

    @Test
    void refusesAFormatThatItDoesNotKnow() throws IOException {
        rewrite(Map.of(DumpManifest.PATH, content -> new String(content, StandardCharsets.UTF_8)
                .replace("\"format\":1", "\"format\":2")
                .getBytes(StandardCharsets.UTF_8)));

        assertThatThrownBy(this::verify).hasMessageContaining("another format");
    }

    private void verify() throws IOException {
        try (var dump = DumpFile.open(archive, KIND)) {
            dump.verify();
        }
    }

    private void readsBackWhatIsInIt() throws IOException {
        try (var dump = DumpFile.open(archive, KIND)) {
            dump.verify();
            assertThat(all(dump.documents(dump.manifest().collections().get(0))))
                    .containsExactlyElementsOf(COWS);
        }
    }

    /** Writes the archive anew with other content; a member that is not in it is added. */
    private void rewrite(Map<String, UnaryOperator<byte[]>> changes) throws IOException {
        var changed = folder.resolve("changed");
        try (var zip = new ZipFile(archive.toFile());
                var out = new ZipOutputStream(Files.newOutputStream(changed))) {
            for (var entry : zip.stream().toList()) {
                out.putNextEntry(new ZipEntry(entry.getName()));
                var content = zip.getInputStream(entry).readAllBytes();
                out.write(changes.getOrDefault(entry.getName(), same -> same).apply(content));
            }
            for (var change : changes.entrySet()) {
                if (zip.getEntry(change.getKey()) == null) {
                    out.putNextEntry(new ZipEntry(change.getKey()));
                    out.write(change.getValue().apply(new byte[0]));
                }
            }
        }
        Files.move(changed, archive, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void assertDamaged(ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(ProblemException.class, refused -> assertThat(refused.code())
                .isEqualTo(ErrorCode.ARCHIVE_DAMAGED));
    }

    private static List<byte[]> all(DocumentSource source) throws IOException {
        List<byte[]> all = new ArrayList<>();
        for (var next = source.next(); next.isPresent(); next = source.next()) {
            all.add(next.get());
        }
        return all;
    }

    private static String content(List<byte[]> documents) {
        var tally = new Tally();
        documents.forEach(tally::accept);
        return tally.content();
    }

    private static byte[] bson(String json) {
        var buffer = RawBsonDocument.parse(json).getByteBuffer();
        var bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }
}
