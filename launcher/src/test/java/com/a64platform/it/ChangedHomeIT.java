package com.a64platform.it;

import static com.a64platform.it.Operator.patiently;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What somebody changes in a production home while the node is stopped. */
@Tag("attack")
class ChangedHomeIT {
    @TempDir
    private Path folder;

    private Path home;
    private Path marker;
    private Publisher publisher;
    private PlatformProcess node;
    private Operator admin;

    @BeforeEach
    void prepare() {
        home = folder.resolve("home");
        marker = folder.resolve("marker");
        publisher = Publisher.trustedBy(home);
        node = Operator.of(PlatformProcess.on(home)).inProduction();
        admin = new Operator(node);
    }

    @AfterEach
    void end() {
        node.close();
    }

    @Test
    void anOlderStoreBringsNoOlderVersionBack() throws IOException {
        node.start();
        Path old = drop(signed(ModuleJar.hello().named("floored")));
        admin.awaitInstallation("floored", "1.0.0 ENABLED");
        node.terminate();
        copy(home.resolve("data/store"), folder.resolve("kept/store"));
        copy(home.resolve("data/verified"), folder.resolve("kept/verified"));
        node.restart();
        Path next = drop(signed(ModuleJar.hello().named("floored").version("1.1.0")));
        admin.awaitInstallation("floored", "1.1.0 ENABLED");
        patiently().until(() -> Files.notExists(old));
        node.terminate();

        copy(folder.resolve("kept/store"), home.resolve("data/store"));
        copy(folder.resolve("kept/verified"), home.resolve("data/verified"));
        Files.delete(next);
        node.restart();

        assertThat(admin.observed("floored")).isEqualTo("1.0.0 ERROR");
        assertThat(admin.why("floored")).contains("1.0.0 is older than 1.1.0, which ran here already");
        assertThat(admin.loaded()).isEmpty();
        assertThat(admin.status("/api/v1/floored/greeting")).isEqualTo(503);
        assertThat(admin.post("/api/v1/modules/floored/enable", "").body()).contains("version-too-old");

        drop(signed(ModuleJar.hello().named("floored").version("1.1.0")));
        admin.awaitStatus("/api/v1/floored/greeting", 200);
        assertThat(admin.loaded()).containsExactly("floored 1.1.0");
    }

    @Test
    void loadsNothingThatWasSwappedInTheCachesSizeAndTimeKept() throws IOException {
        node.start();
        Path dropped = drop(signed(ModuleJar.hello().named("swapped").entry("pad.bin", noise(6000))));
        admin.awaitStatus("/api/v1/swapped/greeting", 200);
        byte[] genuine = Files.readAllBytes(dropped);
        node.terminate();
        byte[] hostile = hostile(genuine.length);

        List<Path> caches = caches(genuine.length);
        assertThat(caches).hasSizeGreaterThan(1).contains(dropped);
        for (Path cache : caches) {
            FileTime time = Files.getLastModifiedTime(cache);
            Files.write(cache, hostile);
            Files.setLastModifiedTime(cache, time);
        }
        node.restart();

        admin.awaitStatus("/api/v1/swapped/greeting", 200);
        assertThat(dropped).hasBinaryContent(genuine);
        assertThat(admin.loaded()).containsExactly("swapped 1.0.0");
        assertThat(marker).doesNotExist();
    }

    @Test
    void anIssuerPlantedInTheHomeLicensesNothing() throws IOException {
        node.start();
        Publisher stranger = Publisher.trustedBy(folder.resolve("other"));
        String issued = stranger.license("farm-manager");
        copy(folder.resolve("other/conf/trust/publishers"), home.resolve("conf/trust/publishers"));
        Path jar = signed(ModuleJar.farmManager());
        Files.writeString(node.deploy().resolve("farm-manager-1.0.0.license"), issued);

        drop(jar);

        assertThat(admin.awaitNote("farm-manager-1.0.0.jar"))
                .containsAnyOf("license-refused", "license-missing", "trust-metadata-invalid");
        assertThat(admin.installation("farm-manager")).isEmpty();
        assertThat(admin.loaded()).isEmpty();
        assertThat(admin.moduleBundles()).isEmpty();
    }

    /** Other code under the same name and version, as long as the genuine one. */
    private byte[] hostile(int length) throws IOException {
        String source = "public class Evil { static { try { java.nio.file.Files.writeString(java.nio.file.Path.of(\""
                + marker + "\"), \"ran\"); } catch (Exception e) { throw new IllegalStateException(e); } } }";
        for (int pad = 6000; pad > 0; pad -= 10) {
            Path jar = ModuleJar.hello()
                    .named("swapped")
                    .component("Evil", source)
                    .entry("pad.bin", noise(pad))
                    .writeTo(folder.resolve("hostile"));
            int left = length - (int) Files.size(jar);
            if (left >= 0 && left < 200) {
                return commented(Files.readAllBytes(jar), left);
            }
        }
        throw new IllegalStateException("Both cannot be made equally long");
    }

    /** An archive ends with the length of its comment, and the comment. */
    private static byte[] commented(byte[] jar, int length) {
        byte[] longer = java.util.Arrays.copyOf(jar, jar.length + length);
        longer[jar.length - 2] = (byte) length;
        return longer;
    }

    private static byte[] noise(int length) {
        byte[] bytes = new byte[length];
        new java.util.Random(1).nextBytes(bytes);
        return bytes;
    }

    /** Every copy of the artifact but the verified one, which is another test's. */
    private List<Path> caches(long length) throws IOException {
        try (Stream<Path> files = Files.walk(home)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> file.toFile().length() == length)
                    .filter(file -> !file.startsWith(home.resolve("data/verified")))
                    .toList();
        }
    }

    private Path signed(ModuleJar module) {
        Path jar = module.writeTo(folder.resolve("made"));
        publisher.sign(jar);
        return jar;
    }

    private Path drop(Path jar) throws IOException {
        for (Path file : List.of(jar.resolveSibling(jar.getFileName() + ".sig"), jar)) {
            Files.copy(file, node.deploy().resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
        }
        return node.deploy().resolve(jar.getFileName());
    }

    /** Makes the target what the source is. */
    private static void copy(Path source, Path target) throws IOException {
        if (Files.exists(target)) {
            Folders.delete(target);
        }
        Folders.copy(source, target);
    }
}
