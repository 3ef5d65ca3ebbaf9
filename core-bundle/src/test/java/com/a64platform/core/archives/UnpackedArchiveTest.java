package com.a64platform.core.archives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An archive is exactly what its list says, or nothing of it is looked at. */
@Tag("attack")
class UnpackedArchiveTest {
    private static final String JAR = "modules/hello-1.0.0.jar";

    @TempDir
    private Path folder;

    private Path out;
    private Path archive;

    @BeforeEach
    void write() throws IOException {
        out = Files.createDirectories(folder.resolve("out"));
        archive = folder.resolve("a.a64");
        var jar = Files.writeString(folder.resolve("hello.jar"), "not looked into here");
        new ArchiveWriter("default")
                .artifact("hello-1.0.0", jar)
                .signature("hello-1.0.0", "signature".getBytes(StandardCharsets.UTF_8))
                .license("hello-1.0.0", "license".getBytes(StandardCharsets.UTF_8))
                .root(10, new byte[] {10})
                .root(9, new byte[] {9})
                .catalog(new byte[] {1}, new byte[] {2})
                .write(archive);
    }

    private UnpackedArchive unpack() {
        return UnpackedArchive.unpack(archive, out, new ArchiveLimits(1024 * 1024));
    }

    private void refused(ErrorCode code, String why) {
        assertThatThrownBy(this::unpack)
                .isInstanceOfSatisfying(ProblemException.class, problem -> assertThat(problem.code())
                        .isEqualTo(code))
                .hasMessageContaining(why);
        assertThat(folder.resolve("evil")).doesNotExist();
    }

    private void refused(String why) {
        refused(ErrorCode.ARTIFACT_REFUSED, why);
    }

    private Map<String, byte[]> members() throws IOException {
        Map<String, byte[]> members = new LinkedHashMap<>();
        try (var zip = new ZipFile(archive.toFile())) {
            for (var entry : zip.stream().toList()) {
                members.put(entry.getName(), zip.getInputStream(entry).readAllBytes());
            }
        }
        return members;
    }

    private void rewrite(Map<String, byte[]> members) throws IOException {
        try (var zip = new ZipOutputStream(Files.newOutputStream(archive))) {
            for (var member : members.entrySet()) {
                zip.putNextEntry(new ZipEntry(member.getKey()));
                zip.write(member.getValue());
            }
        }
    }

    private void relist(String from, String to) throws IOException {
        var members = members();
        var list = new String(members.get(ArchiveManifest.PATH), StandardCharsets.UTF_8);
        assertThat(list).contains(from);
        members.put(ArchiveManifest.PATH, list.replace(from, to).getBytes(StandardCharsets.UTF_8));
        rewrite(members);
    }

    @Test
    void readsWhatWasWritten() {
        var read = unpack();
        assertThat(read.registry()).isEqualTo("default");
        assertThat(read.modules()).singleElement().satisfies(module -> {
            assertThat(module.label()).isEqualTo("hello-1.0.0");
            assertThat(module.artifact()).hasContent("not looked into here");
            assertThat(module.signature().orElseThrow()).hasContent("signature");
            assertThat(module.license().orElseThrow()).hasContent("license");
            assertThat(module.sbom()).isEmpty();
        });
        assertThat(read.roots()).containsExactly(new byte[] {9}, new byte[] {10});
        assertThat(read.catalog()).hasValue(new byte[] {2});
    }

    @ParameterizedTest
    @CsvSource({
        "../evil, leads out of its folder",
        "/evil, is absolute",
        "C:evil, is absolute",
        "a\\b, backslash",
        "MODULES/hello-1.0.0.jar, two entries",
        "extra.txt, its list does not name",
        "modules/other-1.0.0.jar, its list does not name"
    })
    void refusesAMemberThatIsNotListedOrLeadsElsewhere(String name, String why) throws IOException {
        var members = members();
        members.put(name, new byte[] {1});
        rewrite(members);
        refused(why);
    }

    @Test
    void refusesALink() throws IOException {
        var bytes = Files.readAllBytes(archive);
        int directory = lastIndexOf(bytes, "PK\u0001\u0002");
        bytes[directory + 5] = 3; // made by Unix
        bytes[directory + 41] = (byte) 0xA1; // a symbolic link, rwx
        bytes[directory + 40] = (byte) 0xFF;
        Files.write(archive, bytes);
        refused("is a link");
    }

    @Test
    void refusesTheSameMemberTwice() throws IOException {
        var bytes = Files.readAllBytes(archive);
        replaceAll(bytes, "trust/root-10.json", "trust/catalog.json");
        Files.write(archive, bytes);
        refused("two entries");
    }

    @Test
    void refusesAListThatLies() throws IOException {
        relist("\"length\":20", "\"length\":21");
        refused("not as long as its list says");
        write();
        relist("\"sha256\":\"", "\"sha256\":\"0000");
        refused("its list cannot be believed");
    }

    @Test
    void refusesAMemberThatWasChanged() throws IOException {
        var members = members();
        members.put(JAR, "not looked into Here".getBytes(StandardCharsets.UTF_8));
        rewrite(members);
        refused("is not the one that its list means");
    }

    @Test
    void refusesAMemberThatIsMissing() throws IOException {
        var members = members();
        members.remove("trust/catalog.json");
        rewrite(members);
        refused("which is not in it");
    }

    @ParameterizedTest
    @CsvSource({
        "'\"format\":1', '\"format\":2', its format is not 1",
        "'\"role\":\"root\"', '\"role\":\"anchor\"', a role that means nothing",
        "'\"role\":\"license\"', '\"role\":\"artifact\"', not that of its role",
        "'\"path\":\"modules/hello-1.0.0.jar.sig\"', '\"path\":\"modules/other-1.0.0.jar.sig\"', without its JAR",
        "'\"path\":\"trust/root-9.json\"', '\"path\":\"trust/root-10.json\"', twice"
    })
    void refusesAListOfAnotherForm(String from, String to, String why) throws IOException {
        relist(from, to);
        refused(why);
    }

    @Test
    void refusesABomb() throws IOException {
        var members = members();
        members.put("bomb", new byte[64 * 1024 * 1024]);
        rewrite(members);
        refused("its list does not name");
        relist(
                "\"members\":[",
                "\"members\":[{\"path\":\"modules/bomb.jar\",\"role\":\"artifact\",\"length\":67108864,"
                        + "\"sha256\":\"" + "0".repeat(64) + "\"},");
        refused(ErrorCode.PAYLOAD_TOO_LARGE, "larger than 1024 KiB");
    }

    @Test
    void refusesWhatIsNoArchive() throws IOException {
        Files.write(archive, new byte[0]);
        refused("empty file");
        Files.writeString(archive, "this is no archive at all, but a sentence");
        refused("The archive is refused");
        try (var huge = new RandomAccessFile(archive.toFile(), "rw")) {
            huge.setLength(3L * 1024 * 1024 * 1024);
        }
        refused("The archive is refused");
        rewrite(Map.of("some.txt", new byte[] {1}));
        refused("none of ours");
        assertThat(out).isEmptyDirectory();
    }

    private static int lastIndexOf(byte[] bytes, String text) {
        return new String(bytes, StandardCharsets.ISO_8859_1).lastIndexOf(text);
    }

    private static void replaceAll(byte[] bytes, String from, String to) {
        var changed = new ByteArrayOutputStream();
        changed.writeBytes(
                new String(bytes, StandardCharsets.ISO_8859_1).replace(from, to).getBytes(StandardCharsets.ISO_8859_1));
        System.arraycopy(changed.toByteArray(), 0, bytes, 0, bytes.length);
    }
}
