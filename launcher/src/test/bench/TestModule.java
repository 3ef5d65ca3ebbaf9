import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import javax.tools.ToolProvider;

/** A module made for a benchmark, with resources and services from their source. Each call changes this object. */
final class TestModule {
    /** Stands in a source for the module's version, which has to be as long: {@code 1.0.100} for example. */
    static final String VERSION = "1.0.000";

    private static final String PACKAGE = "benched";

    private String name;
    private String version;
    private boolean licensed;
    private String dependencies = "";
    private final List<String> routes = new ArrayList<>();
    private final Map<String, String> headers = new LinkedHashMap<>();
    private final Map<String, byte[]> entries = new TreeMap<>();
    private final List<String> components = new ArrayList<>();

    TestModule(String name, String version) {
        this.name = name;
        this.version = version;
        headers.put("Bundle-ManifestVersion", "2");
        headers.put("Import-Package", "com.a64platform.api;version=\"[1.0,2)\",jakarta.ws.rs;version=\"[3.1,4)\","
                + "jakarta.ws.rs.core;version=\"[3.1,4)\"");
    }

    /** It asks for a license. */
    TestModule licensed() {
        licensed = true;
        return this;
    }

    /**
     * Adds a resource with one GET at a path of its own.
     *
     * @param body of a method that may throw and returns what is sent as JSON
     */
    TestModule get(String path, String body) throws IOException {
        String type = "At" + path.replaceAll("[^a-z]", "");
        String source = "package " + PACKAGE + "; import jakarta.ws.rs.*; @Path(\"" + path + "\") public final class "
                + type + " { public record Answer(String id, String text) {}"
                + " @GET @Produces(\"application/json\") @com.a64platform.api.RequiresPermission(\"bench.read\")"
                + " public Answer get() throws Exception { " + body + " } }";
        routes.add("{\"method\":\"GET\",\"path\":\"/" + path + "\",\"permissions\":[\"bench.read\"]}");
        entries.putAll(compiled(type, source));
        return component(
                PACKAGE + "." + type,
                "<property name=\"osgi.jakartars.resource\" type=\"Boolean\" value=\"true\"/><service><provide interface=\""
                        + PACKAGE + "." + type + "\"/></service>",
                "");
    }

    /** Another module with the same in it. */
    TestModule named(String other) {
        name = other;
        return this;
    }

    /** Another version of the same. */
    TestModule version(String other) {
        version = other;
        return this;
    }

    /** @return the JAR, named as a module's is */
    Path writeTo(Path folder) throws IOException {
        var jar = Files.createDirectories(folder).resolve(name + "-" + version + ".jar");
        headers.put("Bundle-SymbolicName", name);
        headers.put("Bundle-Version", version);
        if (!components.isEmpty()) {
            headers.put("Service-Component", String.join(",", components));
        }
        entries.put("META-INF/a64/module.json", descriptor().getBytes(StandardCharsets.UTF_8));
        Map<String, byte[]> written = new TreeMap<>(entries);
        written.replaceAll((path, content) -> path.endsWith(".class") ? versioned(content) : content);
        write(jar, headers, written);
        return jar;
    }

    /** Compiling anew for each of hundreds of versions would take minutes; as bytes a text of the same length fits in. */
    private byte[] versioned(byte[] type) {
        if (version.length() != VERSION.length()) {
            return type;
        }
        var text = new String(type, StandardCharsets.ISO_8859_1);
        return text.replace(VERSION, version).getBytes(StandardCharsets.ISO_8859_1);
    }

    static void write(Path jar, Map<String, String> headers, Map<String, byte[]> entries) throws IOException {
        var manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        headers.forEach((key, value) -> manifest.getMainAttributes().put(new Attributes.Name(key), value));
        try (var out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
            for (var entry : entries.entrySet()) {
                out.putNextEntry(new JarEntry(entry.getKey()));
                out.write(entry.getValue());
                out.closeEntry();
            }
        }
    }

    /** Compiles one class against the platform; its class files by their path in a JAR. */
    static Map<String, byte[]> compiled(String type, String source) throws IOException {
        var folder = Leftovers.folder("compiled");
        try {
            var file = Files.writeString(folder.resolve(type + ".java"), source);
            int failed = ToolProvider.getSystemJavaCompiler()
                    .run(null, null, null, "--release", "17", "-proc:none", "-nowarn", "-d",
                            folder.resolve("classes").toString(), "-cp", System.getProperty("java.class.path"),
                            file.toString());
            if (failed != 0) {
                throw new IllegalArgumentException(type + " does not compile");
            }
            return read(folder.resolve("classes"));
        } finally {
            Leftovers.remove(folder);
        }
    }

    private static Map<String, byte[]> read(Path classes) throws IOException {
        Map<String, byte[]> found = new TreeMap<>();
        try (var files = Files.walk(classes)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                found.put(classes.relativize(file).toString(), Files.readAllBytes(file));
            }
        }
        return found;
    }

    /** Adds classes that were compiled with the benchmarks. */
    TestModule classes(String folder) throws IOException {
        var compiled = Path.of(System.getProperty("java.class.path").split(":")[0]);
        read(compiled.resolve(folder)).forEach((path, content) -> entries.put(folder + "/" + path, content));
        return this;
    }

    TestModule header(String key, String value) {
        headers.put(key, value);
        return this;
    }

    /** It needs another module. */
    TestModule needing(String module) {
        dependencies = ",\"modules\":{\"" + module + "\":\">=1.0.0\"}";
        return this;
    }

    /**
     * Adds a component, whose class is there already.
     *
     * @param offered what stands in its description before the implementation
     * @param attributes of the description
     */
    TestModule component(String type, String offered, String attributes) {
        var file = "OSGI-INF/" + type + ".xml";
        components.add(file);
        entries.put(file, componentXml(type, offered, attributes).getBytes(StandardCharsets.UTF_8));
        return this;
    }

    static String componentXml(String type, String offered, String attributes) {
        return "<scr:component xmlns:scr=\"http://www.osgi.org/xmlns/scr/v1.4.0\" name=\"" + type + "\" "
                + attributes + ">" + offered
                + "<implementation class=\"" + type + "\"/></scr:component>";
    }

    private String descriptor() {
        return "{\"name\":\"" + name + "\",\"version\":\"" + version + "\",\"displayName\":\"" + name
                + "\",\"routePrefix\":\"/api/v1/" + name + "\",\"licensing\":{\"required\":" + licensed
                + ",\"type\":\"subscription\"},\"dependencies\":{\"platform\":\">=1.0.0\",\"java\":\">=17\"" + dependencies + "},"
                + "\"permissions\":[\"bench.read\"],\"capabilities\":{\"api\":{\"routes\":["
                + String.join(",", routes) + "]}}}";
    }
}
