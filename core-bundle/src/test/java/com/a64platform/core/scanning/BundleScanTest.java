package com.a64platform.core.scanning;

import static com.a64platform.core.scanning.JarBuilder.bundle;
import static com.a64platform.core.scanning.JarBuilder.empty;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What reaches beyond the bundle. */
@Tag("attack")
class BundleScanTest extends ScanAttempts {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Class-Path|../../conf/x.jar|header Class-Path",
                "Launcher-Agent-Class|com.example.A|header Launcher-Agent-Class",
                "Premain-Class|com.example.A|header Premain-Class",
                "Agent-Class|com.example.A|header Agent-Class",
                "Import-Package|org.osgi.framework.hooks.weaving|Import-Package reaches",
                "Import-Package|org.apache.felix.fileinstall|Import-Package reaches",
                "Import-Package|com.mongodb.client|Import-Package reaches",
                "Import-Package|org.h2.mvstore|Import-Package reaches",
                "Import-Package|sun.misc|Import-Package reaches",
                "DynamicImport-Package|org.osgi.*|DynamicImport-Package reaches",
                "DynamicImport-Package|com.mongodb.*|DynamicImport-Package reaches",
                "Provide-Capability|osgi.ee;osgi.ee=JavaSE|provides the capability osgi.ee",
                "Provide-Capability|osgi.extender;osgi.extender=x|provides the capability osgi.extender",
                "Provide-Capability|osgi.implementation;x=y|provides the capability osgi.implementation",
            })
    void refusesHeadersThatReachBeyondTheBundle(String header, String value, String why) {
        assertRefused(bundle().header(header, value).build(), why);
    }

    @Test
    void acceptsWhatTheGuideNames() throws IOException {
        String imports = "com.a64platform.api.data,com.mongodb.client.model,org.bson,org.slf4j,jakarta.ws.rs.core,"
                + "org.osgi.framework,org.osgi.service.component";

        assertThat(scan(bundle().header("Import-Package", imports)
                                .header("Provide-Capability", "osgi.service;objectClass:List<String>=\"x.Y\"")
                                .header("Bundle-ClassPath", ".,lib/in.jar,lib")
                                .with("lib/in.jar", empty().with("x", "x").build())
                                .build())
                        .report()
                        .score())
                .isEqualTo(100);
    }

    /** The framework opens it although it does not look like an archive, because its directory is at the end. */
    @Test
    void refusesAnArchiveInDisguiseOnTheClassPath() throws IOException {
        byte[] disguised = joined(
                "no archive".getBytes(StandardCharsets.UTF_8),
                empty().with("x", "x").build());

        assertRefused(
                bundle().header("Bundle-ClassPath", ".,/lib/data.bin")
                        .with("lib/data.bin", disguised)
                        .build(),
                "which is no plain archive");
        assertRefused(
                bundle().header("Bundle-ClassPath", "lib/data.jar")
                        .with("lib/data.jar", disguised)
                        .build(),
                "plain ZIP");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<c><provide interface='com.a64platform.core.rest.CoreResource'/></c>|offers the service",
                "<c><provide interface='jakarta.servlet.Filter'/></c>|offers the service jakarta.servlet.Filter",
                "<c xmlns:x='y'><x:provide interface='org.osgi.service.url.URLStreamHandlerService'/></c>|offers the",
                "<c><reference interface='org.osgi.service.cm.ConfigurationAdmin'/></c>|asks for the service",
                "<!DOCTYPE c [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><c>&e;</c>|not plain XML",
                "<!DOCTYPE c SYSTEM 'http://127.0.0.1:1/x.dtd'><c/>|not plain XML",
                "<c><provide|not plain XML",
            })
    void refusesComponentsThatMeetThePlatformsBundles(String xml, String why) {
        assertRefused(
                bundle().header("Service-Component", "OSGI-INF/a*.xml,x.xml")
                        .with("OSGI-INF/abc.xml", xml)
                        .build(),
                why);
        assertRefused(
                bundle().header("Service-Component", "/deep/x.xml")
                        .with("deep/x.xml", xml)
                        .build(),
                why);
    }

    @Test
    void acceptsComponentsThatMeetModulesOnly() throws IOException {
        String xml = "<c><provide interface='com.a64platform.api.HealthProbe'/><reference interface='com.x.Y'/></c>";

        assertThat(scan(bundle().header("Service-Component", "OSGI-INF/*.xml")
                                .with("OSGI-INF/x.xml", xml)
                                .build())
                        .symbolicName())
                .isEqualTo("farm");
    }

    @Test
    void refusesAJarSignatureThatDoesNotHold() throws IOException {
        byte[] signed = signed(bundle().with("a.txt", "as it was").build());
        assertThat(scan(signed).symbolicName()).isEqualTo("farm");

        assertRefused(rewritten(signed, "a.txt", "changed"), "whose signature does not hold");
        assertRefused(rewritten(signed, "added.txt", "added"), "added.txt is not signed");
        assertRefused(
                bundle().with("lib/in.jar", rewritten(signed, "a.txt", "changed"))
                        .build(),
                "whose signature does not hold");
    }

    /** With the JDK's own tool, by a key of its own. */
    private byte[] signed(byte[] jar) throws IOException {
        Path file = file(jar);
        Path keys = folder.resolve("keys.p12");
        Path tools = Path.of(System.getProperty("java.home"), "bin");
        String[] store = {"-keystore", keys.toString(), "-storepass", "changeit"};
        run(tools.resolve("keytool"), store, "-genkeypair", "-alias", "a", "-keyalg", "EC", "-dname", "CN=a");
        run(tools.resolve("jarsigner"), store, file.toString(), "a");
        return Files.readAllBytes(file);
    }

    private static void run(Path tool, String[] first, String... rest) throws IOException {
        List<String> command = new ArrayList<>(List.of(tool.toString()));
        command.addAll(List.of(first));
        command.addAll(List.of(rest));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.onExit().join().exitValue()).as(said).isZero();
    }

    /** The same archive with one entry put in anew. */
    private static byte[] rewritten(byte[] jar, String name, String content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(jar));
                ZipOutputStream out = new ZipOutputStream(bytes)) {
            for (ZipEntry entry; (entry = in.getNextEntry()) != null; ) {
                if (!entry.getName().equals(name)) {
                    out.putNextEntry(new ZipEntry(entry.getName()));
                    in.transferTo(out);
                }
            }
            out.putNextEntry(new ZipEntry(name));
            out.write(content.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }
}
