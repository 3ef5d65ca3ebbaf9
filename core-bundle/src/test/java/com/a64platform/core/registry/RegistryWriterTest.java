package com.a64platform.core.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.a64platform.core.crypto.Digests;
import com.a64platform.core.crypto.DocumentType;
import com.a64platform.core.crypto.SigningKey;
import com.a64platform.core.crypto.StrictJson;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistryWriterTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-03-01T12:00:00Z"), ZoneOffset.UTC);

    @TempDir
    Path temp;

    private final SigningKey catalogKey = SigningKey.generate();
    private final SigningKey timestampKey = SigningKey.generate();
    private final byte[] root = DocumentType.ROOT.sign(StrictJson.object().put("version", 3), List.of(catalogKey));
    private Path folder;

    @BeforeEach
    void choose() {
        folder = temp.resolve("registry");
    }

    private RegistryWriter writer() {
        return new RegistryWriter(folder, "test", catalogKey, timestampKey, root, CLOCK);
    }

    private Publication release(String version, String content) throws IOException {
        return release("hello", "acme", version, content);
    }

    private Publication release(String name, String publisher, String version, String content) throws IOException {
        var jar = Files.writeString(temp.resolve(name + version + content.hashCode() + ".jar"), content);
        Map<String, Object> descriptor = Map.of("name", name, "displayName", "Name of " + version);
        return new Publication(
                name, version, publisher, jar, Digests.sha256(content.getBytes()), new byte[] {1}, descriptor);
    }

    private JsonNode document(DocumentType type, String file, SigningKey key) throws Exception {
        var payload = type.parse(Files.readAllBytes(folder.resolve(file))).signedBy(List.of(key.publicKey()));
        return new ObjectMapper().readTree(payload.orElseThrow());
    }

    private JsonNode catalog() throws Exception {
        return document(DocumentType.CATALOG, "catalog.json", catalogKey);
    }

    @Test
    void writesTheLayout() throws Exception {
        writer().publish(List.of(release("1.0.0", "one")));
        var version = folder.resolve("hello/1.0.0");
        assertThat(version.resolve("hello-1.0.0.jar")).hasContent("one");
        assertThat(version.resolve("hello-1.0.0.jar.sig")).hasBinaryContent(new byte[] {1});
        assertThat(Files.readString(version.resolve("checksums.txt")))
                .startsWith(Digests.sha256("one".getBytes()) + "  hello-1.0.0.jar\n");
        assertThat(folder.resolve("hello/latest.json")).hasContent("{\"version\":\"1.0.0\"}");
        assertThat(folder.resolve("root.json")).hasBinaryContent(root);
        assertThat(folder.resolve("root-3.json")).hasBinaryContent(root);
        try (var files = Files.list(version)) {
            assertThat(files).hasSize(3);
        }
    }

    @Test
    void signsACatalogAndATimestampThatAgree() throws Exception {
        writer().publish(List.of(release("1.0.0", "one")));
        var catalog = catalog();
        var timestamp = document(DocumentType.TIMESTAMP, "timestamp.json", timestampKey);
        assertThat(timestamp.get("catalogVersion")).isEqualTo(catalog.get("version"));
        assertThat(timestamp.get("sha256").asText()).isEqualTo(Digests.sha256(folder.resolve("catalog.json")));
        assertThat(catalog.at("/modules/0/versions/0/length").asInt()).isEqualTo(3);

        writer().publish(List.of());
        assertThat(catalog().get("version").asLong())
                .isGreaterThan(catalog.get("version").asLong());
        assertThat(catalog().get("modules")).isEqualTo(catalog.get("modules"));
    }

    @Test
    void namesTheHighestReleaseLatest() throws Exception {
        writer().publish(List.of(release("1.10.0", "b"), release("2.0.0-rc.1", "c"), release("1.9.0", "a")));
        assertThat(catalog().at("/modules/0/latest").asText()).isEqualTo("1.10.0");
        assertThat(catalog().at("/modules/0/displayName").asText()).isEqualTo("Name of 1.10.0");
        assertThat(catalog().at("/modules/0/versions").size()).isEqualTo(3);
    }

    @Test
    void publishesTheSameAgainAndNeverSomethingElseUnderItsVersion() throws Exception {
        writer().publish(List.of(release("1.0.0", "one")));
        writer().publish(List.of(release("1.0.0", "one")));
        assertThat(catalog().at("/modules/0/versions").size()).isEqualTo(1);
        var before = catalog();
        var other = List.of(release("1.1.0", "new"), release("1.0.0", "two"));
        refused(ErrorCode.CONFLICT, () -> writer().publish(other));
        assertThat(catalog()).isEqualTo(before);
        assertThat(folder.resolve("hello/1.1.0")).doesNotExist();
        assertThat(folder.resolve("hello/1.0.0/hello-1.0.0.jar")).hasContent("one");
    }

    @Test
    void aNameBelongsToItsFirstPublisher() throws Exception {
        writer().publish(List.of(release("1.0.0", "one")));
        var foreign = List.of(release("hello", "other", "2.0.0", "x"));
        refused(ErrorCode.CONFLICT, () -> writer().publish(foreign));
    }

    @Test
    void refusesAFileThatIsNotTheSignedOne() throws Exception {
        var release = release("1.0.0", "one");
        Files.writeString(release.artifact(), "changed");
        refused(ErrorCode.DIGEST_MISMATCH, () -> writer().publish(List.of(release)));
        assertThat(folder.resolve("catalog.json")).doesNotExist();
    }

    @Test
    void refusesAFolderOfSomebodyElse() throws Exception {
        writer().publish(List.of(release("1.0.0", "one")));
        var stranger = new RegistryWriter(folder, "test", SigningKey.generate(), timestampKey, root, CLOCK);
        refused(ErrorCode.CONFLICT, () -> stranger.publish(List.of()));
    }

    @Test
    void aFolderMadeAnewDoesNotStartBelowWhatWasSeen() throws Exception {
        writer().publish(List.of(release("1.0.0", "one")));
        assertThat(catalog().get("version").asLong()).isEqualTo(CLOCK.instant().getEpochSecond());
    }

    private static void refused(ErrorCode code, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(ProblemException.class, problem -> assertThat(problem.code())
                .isEqualTo(code));
    }
}
