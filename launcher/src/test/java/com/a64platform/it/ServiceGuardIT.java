package com.a64platform.it;

import static com.a64platform.it.Operator.patiently;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An admitted module that tries to get around the gate by services: it meets nothing of the platform there. */
@Tag("attack")
class ServiceGuardIT {
    /** A service's interface that the module does not import, as far as the framework can tell. */
    private static final String ANY = "new Object()";

    @TempDir
    private static Path folder;

    private static PlatformProcess node;
    private static Operator admin;
    private static TreeSet<String> platform;

    @BeforeAll
    static void start() {
        node = Operator.of(PlatformProcess.on(folder.resolve("home"))).start();
        admin = new Operator(node);
        platform = admin.platformBundles();
    }

    @AfterAll
    static void end() {
        node.close();
    }

    @Test
    void findsNeitherThePlatformsServicesNorItsBundles() throws IOException {
        String told = activate(
                "looker",
                "context.registerService(Runnable.class, () -> {}, null);"
                        + " for (org.osgi.framework.ServiceReference<?> each :"
                        + " context.getAllServiceReferences(null, null)) {"
                        + " told += \"service of \" + each.getBundle().getSymbolicName() + \"\\n\"; }"
                        + " for (org.osgi.framework.Bundle each : context.getBundles()) {"
                        + " told += \"bundle \" + each.getSymbolicName() + \"\\n\"; }"
                        + " told += \"the framework \" + context.getBundle(0) + \"\\n\";");

        assertThat(told.lines()).isNotEmpty().allMatch(line -> line.endsWith(" looker") || line.endsWith(" null"));
    }

    @Test
    void hearsNothingOfOthersServices() throws IOException {
        Path heard = folder.resolve("heard");
        activate(
                "listener",
                "context.addServiceListener(event -> { try { java.nio.file.Files.writeString(java.nio.file.Path.of(\""
                        + heard + "\"), event.getServiceReference().getBundle().getSymbolicName() + \"\\n\","
                        + " java.nio.file.StandardOpenOption.CREATE, java.nio.file.StandardOpenOption.APPEND); }"
                        + " catch (java.io.IOException e) { throw new IllegalStateException(e); } });"
                        + " context.registerService(Runnable.class, () -> {}, null);");

        activate("unheard", "context.registerService(Runnable.class, () -> {}, null);");

        assertThat(Files.readAllLines(heard)).isNotEmpty().containsOnly("listener");
    }

    @Test
    void putsNoServletPastTheGateway() throws IOException {
        activate(
                "resources",
                "java.util.Dictionary<String, Object> p = new java.util.Hashtable<>();"
                        + " p.put(\"osgi.http.whiteboard.resource.pattern\", \"/open/*\");"
                        + " p.put(\"osgi.http.whiteboard.resource.prefix\", \"/META-INF\");"
                        + " context.registerService(Object.class, " + ANY + ", p);");

        assertThat(node.get("/open/MANIFEST.MF").statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource({
        "org.osgi.framework.hooks.service.FindHook, it offers the service",
        "org.osgi.framework.hooks.weaving.WeavingHook, it offers the service",
        "org.osgi.framework.hooks.resolver.ResolverHookFactory, it offers the service",
        "org.osgi.service.url.URLStreamHandlerService, it offers the service",
        "com.a64platform.core.rest.CoreResource, Cannot cast service",
        "jakarta.servlet.Servlet, it offers the service",
        "org.apache.felix.fileinstall.ArtifactInstaller, Cannot cast service"
    })
    void isStoppedWhenItOffersWhatIsBetweenThePlatformsBundles(String type, String why) {
        String name = "offers-" + type.substring(type.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        write(name, offering(type));

        assertThat(admin.awaitNote(name + "-1.0.0.jar"))
                .contains("module-start-failed")
                .contains(why + (why.startsWith("it") ? " " : ": ") + type);
        assertThat(admin.moduleBundles()).noneMatch(bundle -> bundle.startsWith(name));
    }

    @Test
    void isStoppedWhenItOffersSuchAThingLater() throws IOException {
        Path go = folder.resolve("go");
        activate(
                "later",
                "new Thread(() -> { while (!java.nio.file.Files.exists(java.nio.file.Path.of(\"" + go + "\"))) {"
                        + " java.util.concurrent.locks.LockSupport.parkNanos(1000000); } "
                        + offering("org.osgi.service.url.URLStreamHandlerService") + " }).start();");

        Files.createFile(go);

        patiently().untilAsserted(() -> assertThat(admin.why("later"))
                .contains("it offers the service org.osgi.service.url.URLStreamHandlerService"));
        patiently().untilAsserted(() -> assertThat(admin.state("later")).isNotEqualTo("ACTIVE"));
    }

    @Test
    void isRefusedBeforeItRunsWhenItsDescriptionOffersIt() {
        ModuleJar.hello()
                .named("declares")
                .component("Declares", "public class Declares implements Runnable { public void run() {} }")
                .entry(
                        "OSGI-INF/Declares.xml",
                        ("<scr:component xmlns:scr=\"http://www.osgi.org/xmlns/scr/v1.3.0\" name=\"x\"><service>"
                                        + "<provide interface=\"org.apache.felix.fileinstall.ArtifactInstaller\"/>"
                                        + "</service><implementation class=\"misbehaving.Declares\"/></scr:component>")
                                .getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .writeTo(node.deploy());

        assertThat(admin.awaitNote("declares-1.0.0.jar"))
                .contains("artifact-refused")
                .contains("offers the service org.apache.felix.fileinstall.ArtifactInstaller");
    }

    @Test
    void leavesThePlatformAsItWas() throws IOException {
        ModuleJar.hello().writeTo(node.deploy());

        admin.awaitStatus("/api/v1/hello/greeting", 200);
        assertThat(admin.platformBundles()).isEqualTo(platform);
    }

    /** Code that registers such a service; its name is put together at run time, as one would who knows the scan. */
    private static String offering(String type) {
        return "String name = new StringBuilder(\"" + new StringBuilder(type).reverse()
                + "\").reverse().toString(); Object service = new Object(); try { Class<?> type = Class.forName("
                + "name, false, name.startsWith(\"jakarta\") ? Starts.class.getClassLoader()"
                + " : org.osgi.framework.BundleContext.class.getClassLoader());"
                + " service = java.lang.reflect.Proxy.newProxyInstance(type.getClassLoader(),"
                + " new Class<?>[] {type}, (proxy, method, arguments) ->"
                + " method.getName().equals(\"hashCode\") ? (Object) 1 : null); }"
                + " catch (ClassNotFoundException none) { service = name; }"
                + " context.registerService(name, service, null);";
    }

    /** Drops a module whose activator runs this code and returns what it has told. */
    private static String activate(String name, String code) throws IOException {
        Path told = write(name, code);
        patiently().untilAsserted(() -> assertThat(told).as(admin.why(name)).exists());
        admin.awaitStatus("/api/v1/" + name + "/greeting", 200);
        return Files.readString(told);
    }

    private static Path write(String name, String code) {
        Path told = folder.resolve(name + ".told");
        String source = "public class Starts implements org.osgi.framework.BundleActivator {"
                + " public void start(org.osgi.framework.BundleContext context) throws Exception { String told = \"\"; "
                + code + " java.nio.file.Files.writeString(java.nio.file.Path.of(\"" + told + ".part\"), told);"
                + " java.nio.file.Files.move(java.nio.file.Path.of(\"" + told + ".part\"), java.nio.file.Path.of(\""
                + told + "\")); } public void stop(org.osgi.framework.BundleContext context) {} }";
        ModuleJar jar = ModuleJar.hello()
                .named(name)
                .asking("java:framework", "file:write:" + folder)
                .moreOf("Import-Package", "org.osgi.framework,jakarta.servlet")
                .header("Bundle-Activator", "misbehaving.Starts");
        Sources.compile("misbehaving", "Starts", source).forEach(jar::entry);
        jar.writeTo(node.deploy());
        return told;
    }
}
