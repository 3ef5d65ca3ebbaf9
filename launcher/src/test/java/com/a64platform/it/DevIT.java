package com.a64platform.it;

import static com.a64platform.it.Operator.patiently;
import static org.assertj.core.api.Assertions.assertThat;

import com.a64platform.core.crypto.Digests;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A module is made and edited while {@code ./a64 dev} watches it. Each test leaves it as it works. */
class DevIT {
    private static final String GREETING = "/api/v1/shop/greeting";
    private static final Path RESOURCE = Path.of("src/main/java/com/example/shop/ShopResource.java");

    @TempDir
    private static Path folder;

    private static List<String> guide;
    private static Path module;
    private static PlatformProcess node;
    private static DevProcess dev;
    private static Operator client;

    /** As the guide says, word for word, with the distribution that is handed out. */
    @BeforeAll
    static void makeAModuleAndShowIt() throws IOException {
        node = Operator.of(PlatformProcess.on(folder.resolve("home")));
        Files.createSymbolicLink(
                folder.resolve("a64"), Distribution.unpackInto(folder).resolve("a64"));
        guide = guide();
        shell(guide.get(0));
        module = folder.resolve("modules/shop");
        // so that the signal that ends it is not the shell's
        dev = DevProcess.ofLine(guide.get(1).replace("./a64", "exec ./a64"), folder, node);
        client = new Operator(node);
        dev.awaitLiveAfter(0);
    }

    @AfterAll
    static void endsTheNodeThatItStarted() {
        var pid = Long.parseLong(field("pid"));
        dev.close();
        assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
    }

    @Test
    void showsTheChangeThatTheGuideMakes() throws IOException {
        int live = dev.timesLive();

        shell(guide.get(3));

        dev.awaitLiveAfter(live);
        assertThat(shell(guide.get(2) + "\n" + guide.get(4))).contains("Welcome, " + Operator.EMAIL);
        edit("Welcome", "Hello");
    }

    @Test
    void showsAnEditWithoutAFailedRequest() throws Exception {
        var editing = new AtomicBoolean(true);
        var asked = CompletableFuture.supplyAsync(() -> {
            Map<Integer, Integer> statuses = new TreeMap<>();
            while (editing.get()) {
                statuses.merge(client.status(GREETING), 1, Integer::sum);
            }
            return statuses;
        });

        edit("Hello, ", "Welcome, ");
        assertThat(greeting()).contains("Welcome, ");
        edit("Welcome, ", "Hello, ");
        assertThat(greeting()).contains("Hello, ");

        editing.set(false);
        assertThat(asked.get()).containsOnlyKeys(200);
    }

    @Test
    void namesFileAndLineOfAMistakeWhileTheOldOneServes() throws IOException {
        var good = Files.readString(module.resolve(RESOURCE));
        var line = good.lines().toList().indexOf("    @GET") + 1;

        write(RESOURCE, good.replace("    @GET", "    @GOT"));

        dev.awaitText(module.resolve(RESOURCE) + ":" + line + ": error: cannot find symbol");
        assertThat(client.status(GREETING)).isEqualTo(200);
        int live = dev.timesLive();
        write(RESOURCE, good.replace("Hello, ", "Mended, "));
        dev.awaitLiveAfter(live);
        assertThat(greeting()).contains("Mended, ");
        edit("Mended, ", "Hello, ");
    }

    @Test
    void saysWhyThePlatformRefusesAndGoesOn() throws IOException {
        var bnd = Files.readString(module.resolve("bnd.bnd"));

        write(Path.of("bnd.bnd"), bnd + "Import-Package: com.a64platform.core.crypto;resolution:=optional, *\n");

        dev.awaitText("shop-1.0.0.jar was refused");
        assertThat(dev.text()).contains("com.a64platform.core.crypto");
        assertThat(client.status(GREETING)).isEqualTo(200);
        int live = dev.timesLive();
        write(Path.of("bnd.bnd"), bnd);
        dev.awaitLiveAfter(live);
        assertThat(headers(deployed("shop")).toString()).doesNotContain("com.a64platform.core");
        patiently().until(() -> Files.notExists(node.deploy().resolve("shop-1.0.0.refused.txt")));
    }

    @Test
    void servesAClassThatIsAddedAndForgetsOneThatIsDeleted() throws IOException {
        var other = RESOURCE.resolveSibling("OtherResource.java");
        int live = dev.timesLive();
        write(
                other,
                Files.readString(module.resolve(RESOURCE))
                        .replace("ShopResource", "OtherResource")
                        .replace("@Path(\"greeting\")", "@Path(\"other\")"));
        dev.awaitLiveAfter(live);
        assertThat(client.status("/api/v1/shop/other")).isEqualTo(200);
        assertThat(entries(deployed("shop"))).containsKey("com/example/shop/OtherResource.class");

        Files.delete(module.resolve(other));

        dev.awaitLiveAfter(live + 1);
        assertThat(client.status("/api/v1/shop/other")).isEqualTo(404);
        assertThat(entries(deployed("shop")).keySet()).noneMatch(entry -> entry.contains("Other"));
    }

    @Test
    void takesANewResourceFileInANewFolder() throws IOException {
        int live = dev.timesLive();

        write(Path.of("src/main/resources/texts/welcome.txt"), "good morning");

        dev.awaitLiveAfter(live);
        assertThat(entries(deployed("shop"))).containsEntry("texts/welcome.txt", "good morning");
    }

    @Test
    void showsTheLastOfManyEditsThatComeWhileItBuilds() throws IOException {
        var good = Files.readString(module.resolve(RESOURCE));
        for (int number = 1; number <= 8; number++) {
            write(RESOURCE, good.replace("Hello, ", "Edit " + number + ", "));
            // each is seen by itself, and most of them while the one before is being built
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(40));
        }
        patiently().untilAsserted(() -> assertThat(greeting()).contains("Edit 8, "));
        int live = dev.timesLive();
        write(RESOURCE, good);
        dev.awaitLiveAfter(live);
    }

    /** On the node that runs already: and what it makes is what Maven has made. */
    @Test
    void makesTheBundleThatMavenMakes() throws IOException {
        Path hello = Path.of(System.getProperty("a64.checkout", ".."), "modules/hello")
                .toAbsolutePath()
                .normalize();
        try (var second = DevProcess.of(hello, node)) {
            second.awaitLiveAfter(0);
            second.terminate();
            assertThat(client.status("/api/v1/hello/greeting")).isEqualTo(200);
        }

        var made = entries(deployed("hello"));
        var built = entries(hello.resolve("target/hello-1.0.0.jar"));
        assertThat(made).isEqualTo(built);
        assertThat(headers(deployed("hello"))).isEqualTo(headers(hello.resolve("target/hello-1.0.0.jar")));
    }

    /** The commands of the guide, on the node's port. */
    private static List<String> guide() throws IOException {
        var text = Files.readString(Path.of(System.getProperty("a64.checkout", ".."), "docs/module-guide.md"));
        var start = text.indexOf("<!-- run -->\n```sh\n") + "<!-- run -->\n```sh\n".length();
        return text.substring(start, text.indexOf("\n```", start))
                .replace("127.0.0.1:8000", "127.0.0.1:" + node.port())
                .lines()
                .toList();
    }

    private static String shell(String lines) throws IOException {
        var process = new ProcessBuilder("bash", "-ec", lines)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        var printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.onExit().join().exitValue()).as(printed).isZero();
        return printed;
    }

    private static void edit(String from, String to) throws IOException {
        int live = dev.timesLive();
        write(RESOURCE, Files.readString(module.resolve(RESOURCE)).replace(from, to));
        dev.awaitLiveAfter(live);
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(module.resolve(file).getParent());
        Files.writeString(module.resolve(file), text);
    }

    private static String greeting() {
        return client.get(GREETING).body();
    }

    private static Path deployed(String name) {
        return node.deploy().resolve(name + "-1.0.0.jar");
    }

    /**
     * What is in a JAR, the manifest left out: texts, and digests of classes. Of a package without annotations Maven writes
     * the class by itself, with its constants in another order than the compiler.
     */
    private static Map<String, String> entries(Path jar) throws IOException {
        Map<String, String> found = new TreeMap<>();
        try (var file = new JarFile(jar.toFile())) {
            for (var entry : file.stream().filter(one -> !one.isDirectory()).toList()) {
                var bytes = file.getInputStream(entry).readAllBytes();
                var text = entry.getName().endsWith(".class")
                        ? Digests.sha256(bytes)
                        : new String(bytes, StandardCharsets.UTF_8);
                found.put(entry.getName(), entry.getName().endsWith("/package-info.class") ? "" : text);
            }
        }
        found.remove(JarFile.MANIFEST_NAME);
        return found;
    }

    /** The manifest, without what the JAR plugin says of itself. */
    private static Map<Object, Object> headers(Path jar) throws IOException {
        try (var file = new JarFile(jar.toFile())) {
            Map<Object, Object> found = new HashMap<>(file.getManifest().getMainAttributes());
            List.of("Created-By", "Java-Version", "Build-Jdk-Spec")
                    .forEach(name -> found.remove(new Attributes.Name(name)));
            return found;
        }
    }

    private static String field(String name) {
        try {
            return Operator.parse(Files.readString(node.home().resolve("run/a64.json")))
                    .get(name)
                    .asText();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
