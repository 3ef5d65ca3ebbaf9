package com.a64platform.core.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.List;

/**
 * What the chapters share: the folder, the people, the running processes, and what earlier chapters found out. Closing
 * ends all that was started, also when it is called by a shutdown hook.
 */
final class Stage implements Closeable {
    private final Story story;
    private final Path folder;
    private final boolean keep;
    private final Script script;
    private final Vendor vendor;
    private final Deque<Closeable> started = new ArrayDeque<>();

    private Node node;
    private RegistryServer registry;
    private Api admin;
    private String adminPassword;
    private String license;
    private List<JsonNode> farmData = List.of();

    Stage(Story story, Path platform, Path checkout, boolean keep) throws IOException {
        this.story = story;
        this.keep = keep;
        this.folder = Files.createTempDirectory("a64-demo-").toRealPath();
        this.script = new Script(story, platform, folder);
        this.vendor = new Vendor(script, checkout, folder);
    }

    Story story() {
        return story;
    }

    Path folder() {
        return folder;
    }

    Path home() {
        return folder.resolve("home");
    }

    Script script() {
        return script;
    }

    Vendor vendor() {
        return vendor;
    }

    Node node() {
        return node;
    }

    void has(Node made) {
        node = made;
        endLater(made);
    }

    RegistryServer registry() {
        return registry;
    }

    void has(RegistryServer opened) {
        registry = opened;
        endLater(opened);
    }

    Api admin() {
        return admin;
    }

    /** Signs the administrator in, with the password the first start printed. */
    void signInAdmin(String email, String password) throws IOException, InterruptedException {
        admin = Api.at(node.url()).signIn(email, password);
        adminPassword = password;
    }

    String adminPassword() {
        return adminPassword;
    }

    String license() {
        return license;
    }

    void hasLicense(String issued) {
        license = issued;
    }

    /** The farm and its blocks as they were read back when they were new. */
    List<JsonNode> farmData() {
        return farmData;
    }

    void hasFarmData(List<JsonNode> read) {
        farmData = List.copyOf(read);
    }

    /** The only installation there is, as recorded, without how the node finds it now: that changes by itself. */
    JsonNode installation() throws IOException, InterruptedException {
        var all = admin.get("/api/v1/installations").expect(200).data();
        NotHeld.unless(all.size() == 1, "There are " + all.size() + " installations instead of one.");
        return ((ObjectNode) all.get(0)).without("observed");
    }

    /** Waits for the operation that a change in deploy/ has started; until it has ended the module takes no other. */
    void awaitOperation(String kind) throws IOException, InterruptedException {
        Waiting.until(
                () -> newestOperation(kind).path("state").asText().equals("SUCCEEDED"),
                Duration.ofSeconds(30),
                "The operation " + kind + " did not succeed");
    }

    private JsonNode newestOperation(String kind) throws IOException, InterruptedException {
        var newest =
                admin.get("/api/v1/operations").expect(200).body().path("data").path(0);
        NotHeld.unless(
                newest.path("kind").asText().equals(kind),
                "The newest operation is " + newest.path("kind").asText() + " instead of " + kind + ".");
        return newest;
    }

    /** Random, and longer than any rule asks for. */
    static String secret() {
        var bytes = new byte[33];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    @Override
    public synchronized void close() throws IOException {
        while (!started.isEmpty()) {
            started.pop().close();
        }
        if (!keep && Files.exists(folder)) {
            Files.walkFileTree(folder, new Deletion());
        }
    }

    private synchronized void endLater(Closeable thing) {
        started.push(thing);
    }

    private static final class Deletion extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, IOException failure) throws IOException {
            if (failure != null) {
                throw failure;
            }
            Files.delete(directory);
            return FileVisitResult.CONTINUE;
        }
    }
}
