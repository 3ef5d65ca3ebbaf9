import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarFile;

/**
 * The platform that was built with one more resource of the core, which wants no token: the bare way of a request through
 * the gateway. What was built has none that reads; a module's always wants a token.
 */
final class OpenPlatform {
    static final String PATH = "/api/v1/bench";

    private static final String TYPE = "com.a64platform.core.rest.bench.Bare";
    private static final String SOURCE =
            """
            package com.a64platform.core.rest.bench;
            import jakarta.ws.rs.*;
            @Path("bench")
            public final class Bare implements com.a64platform.core.rest.CoreResource {
                public record Answer(String id, String text) {}
                @GET @Produces("application/json") @jakarta.annotation.security.PermitAll
                public Answer get() { return new Answer("trivial", "There is nothing to do."); }
            }
            """;

    private OpenPlatform() {}

    static Path in(Path folder) throws IOException {
        copy(Bench.PLATFORM, folder);
        for (String part : new String[] {"lib", "system"}) {
            copy(Bench.PLATFORM.resolve(part), Files.createDirectories(folder.resolve(part)));
        }
        addTo(folder.resolve("system/core-bundle.jar"));
        return folder;
    }

    private static void copy(Path from, Path to) throws IOException {
        try (var files = Files.newDirectoryStream(from, Files::isRegularFile)) {
            for (var file : files) {
                Files.copy(file, to.resolve(file.getFileName()), StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }

    private static void addTo(Path core) throws IOException {
        Map<String, String> headers = new LinkedHashMap<>();
        Map<String, byte[]> entries = new TreeMap<>();
        try (var jar = new JarFile(core.toFile())) {
            jar.getManifest().getMainAttributes().forEach((key, value) -> headers.put(key.toString(), value.toString()));
            for (var entry : jar.stream().filter(one -> !one.isDirectory()).toList()) {
                if (!entry.getName().equals(JarFile.MANIFEST_NAME)) {
                    entries.put(entry.getName(), jar.getInputStream(entry).readAllBytes());
                }
            }
        }
        var file = "OSGI-INF/" + TYPE + ".xml";
        headers.merge("Service-Component", file, (all, one) -> all + "," + one);
        var offered = "<service><provide interface=\"com.a64platform.core.rest.CoreResource\"/></service>";
        entries.put(file, TestModule.componentXml(TYPE, offered, "").getBytes(StandardCharsets.UTF_8));
        entries.putAll(TestModule.compiled("Bare", SOURCE));
        Files.delete(core);
        TestModule.write(core, headers, entries);
    }
}
