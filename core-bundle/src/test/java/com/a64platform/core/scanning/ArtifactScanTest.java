package com.a64platform.core.scanning;

import static com.a64platform.core.scanning.JarBuilder.bundle;
import static com.a64platform.core.scanning.JarBuilder.empty;
import static com.a64platform.core.scanning.JarBuilder.patched;
import static com.a64platform.core.scanning.JarBuilder.record;
import static com.a64platform.core.scanning.JarBuilder.replace;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.a64platform.api.descriptor.ModuleDescriptor;
import com.a64platform.core.descriptors.DescriptorReader;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("attack")
class ArtifactScanTest {
    private static final ModuleDescriptor FARM = new DescriptorReader()
            .read("{\"name\": \"farm\", \"version\": \"1.0.0\", \"displayName\": \"Farm\"}"
                    .getBytes(StandardCharsets.UTF_8));

    @TempDir
    Path folder;

    @TempDir
    Path scratch;

    private final ScanLimits small = new ScanLimits(20, 300_000, 100, 100_000, Duration.ofMinutes(1));

    @Test
    void returnsDescriptorAndSymbolicNameOfAGoodBundle() throws IOException {
        ScannedArtifact scanned =
                scan(bundle().header("Import-Package", "com.a64platform.api;version=\"[1.0,2)\",jakarta.ws.rs")
                        .header("Export-Package", "com.example.api;uses:=\"java.util,org.osgi.framework\"")
                        .with("lib/inner.jar", empty().with("a/B.txt", "x").build())
                        .with("META-INF/", "")
                        .build());

        assertThat(scanned.descriptor()).isEqualTo(FARM);
        assertThat(scanned.symbolicName()).isEqualTo("farm");
        assertThat(scanned.report().score()).isEqualTo(100);
        assertThat(scanned.report().findings()).isEmpty();
    }

    @Test
    void acceptsStoredEntries() throws IOException {
        assertThat(scan(bundle().stored().build()).symbolicName()).isEqualTo("farm");
    }

    @Test
    void acceptsWhatOrdinaryToolsAndLibrariesDo() throws IOException {
        byte[] jar = bundle().with(
                        "lib/in.jar",
                        empty().with("META-INF/versions/9/OSGI-INF/MANIFEST.MF", "x")
                                .build())
                .build();
        byte[] commented = joined(patched(jar, jar.length - 2, 4, 0), "made".getBytes(StandardCharsets.UTF_8));

        assertThat(scan(commented).symbolicName()).isEqualTo("farm");
        assertThat(scan(patched(jar, record(jar, "lib/in.jar") + 40, 0xFF, 0xFF))
                        .symbolicName())
                .isEqualTo("farm");
    }

    @Test
    void handsTheDescriptorsBytesToTheReader() throws IOException {
        Path jar = file(bundle().with(JarBuilder.DESCRIPTOR, "{\"x\": 1}").build());

        new ArtifactScan().scan(jar, bytes -> {
            assertThat(bytes).asString().isEqualTo("{\"x\": 1}");
            return FARM;
        });
    }

    @Test
    void refusesAnythingButAZip() {
        assertRefused(new byte[0], "empty file");
        assertRefused("not a zip at all, but long enough to be one".getBytes(StandardCharsets.UTF_8), "plain ZIP");
        assertRefused(Arrays.copyOf(bundle().build(), 300), "plain ZIP");
        assertRefused(empty().build(), "plain ZIP");
    }

    @Test
    void refusesBytesAroundOrBetweenEntries() throws IOException {
        byte[] jar = bundle().build();

        assertRefused(joined(jar, new byte[] {1}), "plain ZIP");
        assertRefused(joined(new byte[] {1}, jar), "plain ZIP");
        assertRefused(joined(jar, jar), "plain ZIP");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../../etc/pass",
                "/absolute/name",
                "a/../../b/outx",
                "C:/windows/dirx",
                "a\\..\\b\\outxxx",
                "a//doubleslash",
                "./relative/xx",
                "a/\nline/breaks"
            })
    void refusesNamesThatLeadOutOfTheFolder(String name) {
        assertRefused(bundle().with(name, "x").build(), "plain relative names");
    }

    @Test
    void refusesLinksAndSpecialFiles() {
        byte[] jar = bundle().with("link.txt", "/etc/passwd").build();

        assertRefused(patched(jar, record(jar, "link.txt") + 40, 0xFF, 0xA1), "link or a special file");
        assertRefused(patched(jar, record(jar, "link.txt") + 40, 0xB6, 0x61), "link or a special file");
    }

    @Test
    void refusesDuplicateAndCollidingEntries() {
        assertRefused(
                replace(bundle().with("one.txt", "1").with("two.txt", "2").build(), "two.txt", "one.txt"),
                "two entries");
        assertRefused(bundle().with("a.txt", "1").with("A.TXT", "2").build(), "two entries");
        assertRefused(bundle().with("a", "1").with("a/b", "2").build(), "file and a folder");
        assertRefused(bundle().with("a/b", "1").with("A", "2").build(), "two entries");
    }

    @Test
    void refusesAnEntryWhoseOwnHeaderSaysSomethingElse() {
        byte[] jar = bundle().with("seen.txt", "1").build();
        int own = new String(jar, StandardCharsets.ISO_8859_1).indexOf("seen.txt");

        assertRefused(patched(jar, own, 'S'), "differs from the archive's directory");
        assertRefused(patched(jar, own - 30 + 8, 0), "differs from the archive's directory");
    }

    @Test
    void refusesOverlappingEntries() {
        byte[] jar = bundle().with("a.txt", "1").with("b.txt", "1").build();
        int first = record(jar, "a.txt");
        int second = record(jar, "b.txt");
        byte[] overlapping = jar.clone();
        System.arraycopy(jar, first + 42, overlapping, second + 42, 4);

        assertRefused(overlapping, "overlaps another");
    }

    @Test
    void refusesSizesAndChecksumsThatLie() {
        byte[] jar = bundle().with("big.txt", "x".repeat(5000)).build();
        int record = record(jar, "big.txt");

        assertRefused(patched(jar, record + 24, 0x10, 0, 0, 0), "not as large as the archive says");
        assertRefused(patched(jar, record + 24, 0, 0, 1, 0), "not as large as the archive says");
        assertRefused(patched(jar, record + 16, 1, 2, 3, 4), "not as large as the archive says");
    }

    @Test
    void refusesEncryptedEntries() {
        byte[] jar = bundle().with("x.txt", "x").build();

        assertRefused(patched(jar, record(jar, "x.txt") + 8, 9), "encrypted");
    }

    @Test
    void refusesTooManyEntriesNestedOnesIncluded() {
        JarBuilder jar = bundle();
        JarBuilder inner = empty();
        for (int i = 0; i < 10; i++) {
            jar.with("f" + i, "x");
            inner.with("g" + i, "x");
        }
        jar.with("inner.jar", inner.build());

        assertRefused(jar.build(), "more than 20 entries");
    }

    @Test
    void refusesBombsNestedOnesIncluded() {
        byte[] zeros = new byte[200_000];

        assertRefused(bundle().with("zeros", zeros).build(), "100 times its size");
        assertRefused(
                bundle().with("in.jar", empty().with("zeros", zeros).build()).build(), "100 times its size");
        assertRefused(bundle().stored().with("a", zeros).with("b", zeros).build(), "more than 300000 bytes");
    }

    @Test
    void refusesNativeCodeNestedOnesIncluded() {
        byte[] elf = {0x7F, 'E', 'L', 'F', 2, 1};

        assertRefused(bundle().with("lib/x.so", "x").build(), "native code");
        assertRefused(bundle().with("innocent.txt", elf).build(), "native code");
        assertRefused(
                bundle().with("lib/in.jar", empty().with("x.dll", "x").build()).build(), "native code");
        assertRefused(
                bundle().with("disguised.txt", empty().with("x.dll", "x").build())
                        .build(),
                "native code");
    }

    @Test
    void refusesArchivesNestedTwiceAndArchivesThatAreNone() {
        byte[] innermost = empty().with("x", "x").build();

        assertRefused(
                bundle().with("a.jar", empty().with("b.jar", innermost).build()).build(), "more than one deep");
        assertRefused(bundle().with("a.jar", "no zip").build(), "plain ZIP");
    }

    @Test
    void leavesNoTemporaryFilesBehind() throws IOException {
        scan(bundle().with("a.jar", empty().with("x", "x").build()).build());
        assertRefused(bundle().with("a.jar", "no zip, kept by nobody").build(), "plain ZIP");

        try (var files = Files.newDirectoryStream(scratch)) {
            assertThat(files).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Bundle-SymbolicName|other|descriptor's name is farm",
                "Bundle-SymbolicName|farm_|descriptor's name is farm",
                "Bundle-ManifestVersion|1|not an OSGi bundle",
                "Fragment-Host|com.a64platform.core|Fragment-Host",
                "Fragment-Host|system.bundle;extension:=framework|Fragment-Host",
                "fragment-host|system.bundle|Fragment-Host",
                "ExtensionBundle-Activator|com.example.A|ExtensionBundle-Activator",
                "Bundle-NativeCode|lib/x.bin|Bundle-NativeCode",
                "Export-Package|com.example,com.a64platform.core.spi;version=\"1\"|exports com.a64platform.core.spi",
                "Export-Package|com.a64platform.api|exports com.a64platform.api",
                "Export-Package|jakarta.ws.rs;x=\"a,b\"|exports jakarta.ws.rs",
                "Export-Package|java.lang|exports java.lang",
                "Export-Package|org.osgi.framework;com.example|exports org.osgi.framework",
                "Import-Package|a;com.a64platform.core.store;resolution:=optional|Import-Package reaches",
                "Require-Bundle|com.a64platform.core;resolution:=optional|Require-Bundle reaches",
                "DynamicImport-Package|*|DynamicImport-Package reaches *",
                "DynamicImport-Package|com.*|DynamicImport-Package reaches com.*",
                "DynamicImport-Package|com.a64platform.core.*|DynamicImport-Package reaches",
                "Import-Package|a;x=\"unclosed|cannot be read",
                "Export-Package|a,,b|cannot be read",
            })
    void refusesHeaders(String header, String value, String why) {
        assertRefused(bundle().header(header, value).build(), why);
    }

    @Test
    void refusesManifestsThatReadersReadDifferently() {
        assertRefused(
                bundle().header("import-package", "a")
                        .header("Import-Package", "b")
                        .build(),
                "twice");
        assertRefused(bundle().header("X", "a\rFragment-Host: b").build(), "stray control");
        assertRefused(
                bundle().with("META-INF/versions/9/OSGI-INF/MANIFEST.MF", "x").build(), "second manifest");
        assertRefused(empty().with(JarBuilder.DESCRIPTOR, "{}").build(), "has no META-INF/MANIFEST.MF");
    }

    @Test
    void refusesClassesInPackagesOfThePlatform() {
        assertRefused(bundle().with("com/a64platform/core/X.class", "x").build(), "belongs to the platform");
        assertRefused(
                bundle().with("META-INF/versions/17/java/lang/X.class", "x").build(), "belongs to the platform");
    }

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

    @Test
    void refusesABundleWithoutDescriptorAsInvalidDescriptor() {
        byte[] jar = bundle().without(JarBuilder.DESCRIPTOR).build();

        assertThatThrownBy(() -> scan(jar)).isInstanceOfSatisfying(ProblemException.class, problem -> {
            assertThat(problem.code()).isEqualTo(ErrorCode.INVALID_DESCRIPTOR);
            assertThat(problem.detail()).contains("has no META-INF/a64/module.json");
        });
    }

    private ScannedArtifact scan(byte[] jar) throws IOException {
        return new ArtifactScan(small, scratch).scan(file(jar), bytes -> FARM);
    }

    private void assertRefused(byte[] jar, String why) {
        assertThatThrownBy(() -> scan(jar)).isInstanceOfSatisfying(ProblemException.class, problem -> {
            assertThat(problem.code()).isEqualTo(ErrorCode.ARTIFACT_REFUSED);
            assertThat(problem.detail())
                    .startsWith("The artifact is refused: ")
                    .contains(why)
                    .endsWith(".");
        });
    }

    private Path file(byte[] content) throws IOException {
        return Files.write(Files.createTempFile(folder, "artifact", ".jar"), content);
    }

    private static byte[] joined(byte[] first, byte[] second) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.write(first);
        all.write(second);
        return all.toByteArray();
    }
}
