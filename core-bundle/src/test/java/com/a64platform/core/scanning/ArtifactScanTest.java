package com.a64platform.core.scanning;

import static com.a64platform.core.scanning.JarBuilder.bundle;
import static com.a64platform.core.scanning.JarBuilder.empty;
import static com.a64platform.core.scanning.JarBuilder.patched;
import static com.a64platform.core.scanning.JarBuilder.record;
import static com.a64platform.core.scanning.JarBuilder.replace;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("attack")
class ArtifactScanTest extends ScanAttempts {
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

    @Test
    void refusesABundleWithoutDescriptorAsInvalidDescriptor() {
        byte[] jar = bundle().without(JarBuilder.DESCRIPTOR).build();

        assertThatThrownBy(() -> scan(jar)).isInstanceOfSatisfying(ProblemException.class, problem -> {
            assertThat(problem.code()).isEqualTo(ErrorCode.INVALID_DESCRIPTOR);
            assertThat(problem.detail()).contains("has no META-INF/a64/module.json");
        });
    }
}
