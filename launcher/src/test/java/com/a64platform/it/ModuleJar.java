package com.a64platform.it;

import com.a64platform.api.HealthProbe;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A module's artifact made from one that was built, for tests that need another version of it, other declarations, or
 * code that misbehaves. Each call changes this object.
 */
public final class ModuleJar {
    private static final String DESCRIPTOR = "META-INF/a64/module.json";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, byte[]> entries = new TreeMap<>();
    private final Manifest manifest;

    private ModuleJar(Path built) {
        try (JarFile jar = new JarFile(built.toFile())) {
            manifest = jar.getManifest();
            Enumeration<JarEntry> all = jar.entries();
            while (all.hasMoreElements()) {
                JarEntry entry = all.nextElement();
                if (!entry.isDirectory() && !entry.getName().equals(JarFile.MANIFEST_NAME)) {
                    entries.put(entry.getName(), jar.getInputStream(entry).readAllBytes());
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException(built + " cannot be read; build it first", e);
        }
    }

    /** The smallest module, which needs no license. */
    public static ModuleJar hello() {
        return new ModuleJar(Path.of("..", "modules", "hello", "target", "hello-1.0.0.jar"));
    }

    /** The module with farms and blocks, which needs a license. */
    public static ModuleJar farmManager() {
        return new ModuleJar(Path.of("..", "modules", "farm-manager", "target", "farm-manager-1.0.0.jar"));
    }

    /** A module without any code of its own, which needs no license. */
    public static ModuleJar empty(String name) {
        ModuleJar jar = hello().named(name).descriptor(json -> json.without(List.of("capabilities", "permissions")));
        jar.entries.keySet().removeIf(entry -> !entry.equals(DESCRIPTOR));
        Stream.of("Import-Package", "Private-Package", "Provide-Capability", "Service-Component")
                .map(Attributes.Name::new)
                .forEach(jar.manifest.getMainAttributes()::remove);
        return jar;
    }

    /** @param version SemVer 2, for the descriptor; the bundle gets what OSGi makes of it */
    public ModuleJar version(String version) {
        String[] parts = version.split("-", 2);
        header("Bundle-Version", parts.length == 1 ? version : parts[0] + "." + parts[1].replace('.', '_'));
        return descriptor(json -> json.put("version", version));
    }

    /** Another module: its name, and the prefix of its routes. */
    public ModuleJar named(String name) {
        header("Bundle-SymbolicName", name);
        return descriptor(json -> json.put("name", name).put("routePrefix", "/api/v1/" + name));
    }

    /** Changes the descriptor. */
    public ModuleJar descriptor(Consumer<ObjectNode> change) {
        try {
            ObjectNode json = (ObjectNode) JSON.readTree(entries.get(DESCRIPTOR));
            change.accept(json);
            return entry(DESCRIPTOR, JSON.writeValueAsBytes(json));
        } catch (IOException e) {
            throw new IllegalStateException("The descriptor cannot be read", e);
        }
    }

    /** Depends on another module, in any version. */
    public ModuleJar needing(String module) {
        return descriptor(json -> json.withObject("/dependencies/modules").put(module, ">=1.0.0"));
    }

    /** Asks for permissions beside those that it asks for already. */
    public ModuleJar asking(String... permissions) {
        return descriptor(json -> Stream.of(permissions).forEach(json.withArray("permissions")::add));
    }

    /** Sets a header of the manifest. */
    public ModuleJar header(String name, String value) {
        manifest.getMainAttributes().put(new Attributes.Name(name), value);
        return this;
    }

    /** Puts text behind a header of the manifest, as one more element of a list. */
    public ModuleJar moreOf(String name, String element) {
        String before = manifest.getMainAttributes().getValue(name);
        return header(name, before == null ? element : before + "," + element);
    }

    /** Puts a file in, in place of one of the same name. */
    public ModuleJar entry(String path, byte[] content) {
        entries.put(path, content.clone());
        return this;
    }

    /** Puts classes in that lie on the test's own class path. */
    public ModuleJar classes(Class<?>... classes) {
        for (Class<?> type : classes) {
            String path = type.getName().replace('.', '/') + ".class";
            try (InputStream content = type.getResourceAsStream("/" + path)) {
                entry(path, content.readAllBytes());
            } catch (IOException e) {
                throw new IllegalStateException(type + " cannot be read", e);
            }
        }
        return this;
    }

    /**
     * Declares a class that is in it a Declarative Services component.
     *
     * @param inside XML of what the component offers, wants and is told
     * @param attributes of the component's element
     */
    public ModuleJar described(Class<?> component, String inside, String attributes) {
        String name = component.getName();
        String file = "OSGI-INF/" + name + ".xml";
        String xml = "<scr:component xmlns:scr=\"http://www.osgi.org/xmlns/scr/v1.4.0\" name=\"" + name + "\" "
                + attributes + ">" + inside + "<implementation class=\"" + name + "\"/></scr:component>";
        return entry(file, xml.getBytes(StandardCharsets.UTF_8)).moreOf("Service-Component", file);
    }

    /** Takes a file out. */
    public ModuleJar without(String path) {
        entries.remove(path);
        return this;
    }

    /**
     * Adds a Declarative Services component that the framework activates as soon as the bundle starts.
     *
     * @param name simple name of the class
     * @param source its Java source, without a package
     * @param services the interfaces it is registered as
     */
    public ModuleJar component(String name, String source, Class<?>... services) {
        String provided =
                Stream.of(services).map(Class::getName).map(ModuleJar::provide).collect(Collectors.joining());
        return declare(name, source, "true", provided.isEmpty() ? "" : "<service>" + provided + "</service>");
    }

    /**
     * Adds a REST resource, which the platform activates when it builds the module's application.
     *
     * @param name simple name of the class
     * @param source its Java source, without a package
     */
    public ModuleJar resource(String name, String source) {
        return marked(name, source, "osgi.jakartars.resource");
    }

    /**
     * Adds a WebSocket endpoint.
     *
     * @param name simple name of the class
     * @param source its Java source, without a package
     */
    public ModuleJar socket(String name, String source) {
        moreOf("Import-Package", "jakarta.websocket;version=\"[2.1,3)\"");
        moreOf("Import-Package", "jakarta.websocket.server;version=\"[2.1,3)\"");
        return marked(name, source, "a64.socket.endpoint");
    }

    private ModuleJar marked(String name, String source, String property) {
        return declare(
                name,
                source,
                "false",
                "<property name=\"" + property + "\" type=\"Boolean\" value=\"true\"/><service>"
                        + provide("misbehaving." + name) + "</service>");
    }

    private ModuleJar declare(String name, String source, String immediate, String offered) {
        String file = "OSGI-INF/" + name + ".xml";
        String xml = "<scr:component xmlns:scr=\"http://www.osgi.org/xmlns/scr/v1.3.0\" name=\"" + name
                + "\" immediate=\"" + immediate + "\">" + offered + "<implementation class=\"misbehaving." + name
                + "\"/></scr:component>";
        Sources.compile("misbehaving", name, source).forEach(this::entry);
        return entry(file, xml.getBytes(StandardCharsets.UTF_8)).moreOf("Service-Component", file);
    }

    private static String provide(String service) {
        return "<provide interface=\"" + service + "\"/>";
    }

    /** Its component throws when it is activated. */
    public ModuleJar throwingInActivate() {
        return component(
                "Throws", "public class Throws { public Throws() { throw new IllegalStateException(\"no water\"); } }");
    }

    /** Its component never comes back from its activation. */
    public ModuleJar hangingInActivate() {
        return component(
                "Hangs",
                "public class Hangs { public Hangs() throws Exception {"
                        + " new java.util.concurrent.CountDownLatch(1).await(); } }");
    }

    /** Its health probe says no. */
    public ModuleJar unhealthy() {
        return component(
                "Unhealthy",
                "public class Unhealthy implements com.a64platform.api.HealthProbe {"
                        + " public Health check() { return Health.down(\"The pump is broken.\"); } }",
                HealthProbe.class);
    }

    /** It imports a package that nobody has. */
    public ModuleJar unresolvable() {
        return moreOf("Import-Package", "no.such.library;version=\"[1,2)\"");
    }

    /** Writes {@code NAME-VERSION.jar} into a folder, whole before it has that name. */
    public Path writeTo(Path folder) {
        try {
            ObjectNode json = (ObjectNode) JSON.readTree(entries.get(DESCRIPTOR));
            String name = json.get("name").asText() + "-" + json.get("version").asText() + ".jar";
            Path unfinished = Files.createTempFile("module", ".jar");
            write(unfinished);
            Files.createDirectories(folder);
            return Files.move(unfinished, folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new IllegalStateException("The module cannot be written to " + folder, e);
        }
    }

    private void write(Path file) throws IOException {
        try (OutputStream out = Files.newOutputStream(file);
                JarOutputStream jar = new JarOutputStream(out, manifest)) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                jar.putNextEntry(new JarEntry(entry.getKey()));
                jar.write(entry.getValue());
                jar.closeEntry();
            }
        }
    }
}
