package com.a64platform.it;

import static com.a64platform.it.Operator.patiently;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Modules written into one file where there is a network, and taken in where there is none, in production mode. */
class ArchiveIT {
    private static final String LIST = "META-INF/a64/archive.json";

    @TempDir
    private static Path folder;

    private static Path made;
    private static Path registry;
    private static Publisher publisher;
    private static PlatformProcess node;
    private static Operator admin;

    @BeforeAll
    static void start() throws IOException {
        made = folder.resolve("made");
        registry = folder.resolve("registry");
        publisher = Publisher.trustedBy(folder.resolve("publisher"));
        Path home = folder.resolve("air-gapped");
        copyTree(folder.resolve("publisher/conf/trust"), home.resolve("conf/trust"));
        node = Operator.of(PlatformProcess.on(home)).inProduction().start();
        admin = new Operator(node);
    }

    @AfterAll
    static void end() {
        node.close();
    }

    @Test
    void takesModulesInTheOrderOfTheirDependenciesWithTheLicenseByTheWay() throws IOException {
        Path needed = signed(ModuleJar.hello().named("zz-needed"));
        Path farm = signed(ModuleJar.farmManager().named("aa-farm").descriptor(json -> need(json, "zz-needed")));
        publisher.publish(registry, needed, farm);
        Path license = Files.writeString(folder.resolve("aa-farm.license"), publisher.license("aa-farm"));
        Path archive = made.resolve("farm.a64");

        String told = publisher.export(
                archive, "aa-farm@1.0.0", "--registry", registry.toString(), "--license", "aa-farm=" + license);
        assertThat(told).contains("Exported aa-farm 1.0.0").contains("Exported zz-needed 1.0.0");
        Files.copy(archive, node.deploy().resolve("farm.a64"));

        admin.awaitInstallation("zz-needed", "1.0.0 ENABLED");
        admin.awaitInstallation("aa-farm", "1.0.0 ENABLED");
        admin.awaitStatus("/api/v1/aa-farm/farms", 200);
        patiently().until(() -> Files.notExists(node.deploy().resolve("farm.a64")));
        assertThat(node.deploy().resolve("aa-farm-1.0.0.jar")).hasSameBinaryContentAs(farm);
        assertThat(node.home().resolve("cache/imported/farm.a64")).hasSameBinaryContentAs(archive);
        assertThat(node.deploy().resolve("farm.refused.txt")).doesNotExist();
        nothingStaged();
    }

    @Test
    void carriesWhatAHomeHasAdmittedToAnother() throws IOException {
        Path jar = signed(ModuleJar.hello().named("carried"));
        Path first = made.resolve("first.a64");
        publisher.publish(registry, jar);
        publisher.export(first, "carried", "--registry", registry.toString());
        assertThat(upload(first).statusCode()).isEqualTo(201);
        Path again = made.resolve("again.a64");
        Publisher.on(node.home()).export(again, "carried");

        Path home = folder.resolve("third");
        copyTree(folder.resolve("publisher/conf/trust"), home.resolve("conf/trust"));
        try (PlatformProcess third =
                Operator.of(PlatformProcess.on(home)).inProduction().start()) {
            Files.copy(again, third.deploy().resolve("again.a64"));
            new Operator(third).awaitInstallation("carried", "1.0.0 ENABLED");
        }
    }

    @Test
    @Tag("attack")
    void believesNoRootThatDoesNotFollowItsOwn() throws IOException {
        Publisher stranger = Publisher.trustedBy(folder.resolve("stranger"));
        Path foreign = folder.resolve("foreign");
        Path jar = ModuleJar.hello().named("foreign").writeTo(made);
        stranger.sign(jar);
        stranger.publish(foreign, jar);
        Path archive = made.resolve("foreign.a64");
        stranger.export(archive, "foreign", "--registry", foreign.toString());
        String before = trust();

        HttpResponse<String> answer = upload(archive);

        assertThat(answer.statusCode()).as(answer.body()).isIn(422, 502);
        assertThat(admin.installation("foreign")).isEmpty();
        assertThat(trust()).isEqualTo(before);
        assertThat(node.home().resolve("data/verified/" + Digest.of(jar) + ".jar"))
                .doesNotExist();
        Files.copy(archive, node.deploy().resolve("foreign.a64"));
        patiently().until(() -> Files.exists(node.deploy().resolve("foreign.refused.txt")));
        assertThat(node.deploy().resolve("foreign.a64")).exists();
        nothingStaged();
    }

    @Test
    @Tag("attack")
    void refusesTheSignatureOfAnotherJarInAnArchive() throws IOException {
        Path one = signed(ModuleJar.hello().named("one-jar"));
        Path other = signed(ModuleJar.hello().named("other-jar"));
        publisher.publish(registry, one, other);
        Path archive = made.resolve("one-jar.a64");
        publisher.export(archive, "one-jar", "--registry", registry.toString());
        byte[] wrong = Files.readAllBytes(other.resolveSibling(other.getFileName() + ".sig"));

        HttpResponse<String> answer = upload(rewritten(archive, "modules/one-jar-1.0.0.jar.sig", wrong));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(422);
        assertThat(answer.body()).contains("digest-mismatch");
        assertThat(admin.installation("one-jar")).isEmpty();
        nothingStaged();
    }

    @Test
    @Tag("attack")
    void refusesTheLicenseOfAnotherTenant() throws IOException {
        Path farm = signed(ModuleJar.farmManager().named("theirs"));
        publisher.publish(registry, farm);
        Path license = Files.writeString(
                folder.resolve("theirs.license"), publisher.license("theirs", "--tenant", "somebody-else"));
        Path archive = made.resolve("theirs.a64");
        publisher.export(archive, "theirs", "--registry", registry.toString(), "--license", "theirs=" + license);

        HttpResponse<String> answer = upload(archive);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(402);
        assertThat(answer.body()).contains("WRONG_TENANT");
        assertThat(admin.installation("theirs")).isEmpty();
        nothingStaged();
    }

    private static HttpResponse<String> upload(Path archive) {
        return new Form().file("package", archive).to(node, admin.token());
    }

    private static void nothingStaged() {
        patiently().untilAsserted(() -> {
            Path imports = node.home().resolve("cache/imports");
            if (Files.exists(imports)) {
                assertThat(imports).isEmptyDirectory();
            }
        });
    }

    /** The archive with another member, whose digest and length its list says truly. */
    private static Path rewritten(Path archive, String member, byte[] content) throws IOException {
        Map<String, byte[]> members = new LinkedHashMap<>();
        try (ZipFile zip = new ZipFile(archive.toFile())) {
            for (ZipEntry entry : zip.stream().toList()) {
                members.put(entry.getName(), zip.getInputStream(entry).readAllBytes());
            }
        }
        members.put(member, content);
        ObjectNode list = (ObjectNode) Operator.parse(new String(members.get(LIST), StandardCharsets.UTF_8));
        list.get("members").forEach(one -> {
            if (one.get("path").asText().equals(member)) {
                ((ObjectNode) one).put("length", content.length).put("sha256", Digest.of(content));
            }
        });
        members.put(LIST, list.toString().getBytes(StandardCharsets.UTF_8));
        Path target = archive.resolveSibling("rewritten.a64");
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(target))) {
            for (Map.Entry<String, byte[]> one : members.entrySet()) {
                out.putNextEntry(new ZipEntry(one.getKey()));
                out.write(one.getValue());
            }
        }
        return target;
    }

    /** What the home trusts, as one text. */
    private static String trust() throws IOException {
        StringBuilder all = new StringBuilder();
        for (String where : new String[] {"conf/trust", "data/trust"}) {
            Path root = node.home().resolve(where);
            if (Files.exists(root)) {
                try (var files = Files.walk(root)) {
                    for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                        all.append(file).append(' ').append(Digest.of(file)).append('\n');
                    }
                }
            }
        }
        return all.toString();
    }

    private static void need(ObjectNode descriptor, String module) {
        ((ObjectNode) descriptor.get("dependencies")).putObject("modules").put(module, "^1.0.0");
    }

    private static Path signed(ModuleJar module) {
        Path jar = module.writeTo(made);
        publisher.sign(jar);
        return jar;
    }

    private static void copyTree(Path from, Path to) throws IOException {
        try (var files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file));
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
    }
}
