package com.a64platform.core.scanning;

import static com.a64platform.core.scanning.JarBuilder.bundle;
import static com.a64platform.core.scanning.JarBuilder.empty;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.a64platform.api.descriptor.ModuleDescriptor;
import com.a64platform.core.descriptors.DescriptorReader;
import com.a64platform.core.findings.Finding;
import com.a64platform.core.findings.ScanReport;
import com.a64platform.core.findings.Severity;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import com.example.Hostile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("attack")
class CodeScanTest {
    @TempDir
    Path folder;

    static Stream<Arguments> forbidden() {
        return Stream.of(
                Arguments.of("exit", Hostile.Exits.class, "stop"),
                Arguments.of("exit", Hostile.Halts.class, "stop"),
                Arguments.of("process", Hostile.Starts.class, "start"),
                Arguments.of("process", Hostile.Executes.class, "start"),
                Arguments.of("native", Hostile.Loads.class, "load"),
                Arguments.of("native", Hostile.Native.class, "call"),
                Arguments.of("classes", Hostile.Loader.class, ""),
                Arguments.of("environment", Hostile.Environment.class, "secrets"),
                Arguments.of("network", Hostile.Connects.class, "connect"),
                Arguments.of("file-read", Hostile.ReadsFiles.class, "read"),
                Arguments.of("file-read", Hostile.ReadsFilesTheOldWay.class, "read"),
                Arguments.of("file-write", Hostile.WritesFiles.class, "write"),
                Arguments.of("serialization", Hostile.Deserializes.class, "read"),
                Arguments.of("globals", Hostile.SetsGlobals.class, "set"),
                Arguments.of("platform-inside", Hostile.NamesTheInside.class, "name"),
                Arguments.of("process", Hostile.LooksUpAMethod.class, ""));
    }

    @ParameterizedTest
    @MethodSource("forbidden")
    void refusesForbiddenCodeAndNamesThePlace(String rule, Class<?> type, String method) {
        ProblemException refusal = refusal(bundle().with("com/example/X.class", Hostile.bytes(type)));

        String place = type.getName() + (method.isEmpty() ? "" : "." + method);
        assertThat(refusal.code()).isEqualTo(ErrorCode.ARTIFACT_REFUSED);
        assertThat(refusal.detail()).contains("its score is 0 of 100").contains(place + " ");
        assertThat(refusal.errors()).anySatisfy(error -> {
            assertThat(error.pointer()).isEqualTo("/findings/" + rule);
            assertThat(error.detail()).startsWith(place + " ");
        });
    }

    @ParameterizedTest
    @CsvSource({
        "sun/misc/Unsafe, getUnsafe, unsafe",
        "jdk/internal/misc/VM, initLevel, java-inside",
        "sun/security/x509/X500Name, a, java-inside",
        "com/sun/tools/attach/VirtualMachine, list, agent",
        "java/lang/instrument/ClassDefinition, a, agent",
        "java/lang/foreign/Linker, nativeLinker, native",
        "com/a64platform/core/platform/Node, a, platform-inside",
        "org/osgi/framework/hooks/weaving/WeavingHook, a, framework-hook",
        "org/osgi/framework/FrameworkUtil, getBundle, framework",
        "org/apache/felix/fileinstall/ArtifactInstaller, a, framework-hook",
        "javax/naming/InitialContext, doLookup, naming",
        "java/rmi/Naming, lookup, naming",
        "javax/script/ScriptEngineManager, a, classes",
        "java/net/http/HttpClient, newHttpClient, network",
        "java/lang/invoke/MethodHandles$Lookup, defineClass, classes",
        "java/security/Security, addProvider, globals"
    })
    void refusesCallsOf(String owner, String method, String rule) {
        ProblemException refusal =
                refusal(bundle().with("com/example/X.class", Hostile.calling("com/example/X", owner, method)));

        assertThat(refusal.errors())
                .anySatisfy(error -> assertThat(error.pointer()).isEqualTo("/findings/" + rule));
        assertThat(refusal.detail()).contains("com.example.X.run ");
    }

    @Test
    void findsCodeWhereverItLies() {
        byte[] exits = Hostile.bytes(Hostile.Exits.class);

        assertThat(refusal(bundle().with(
                                "lib/in.jar", empty().with("x/Y.class", exits).build())))
                .isNotNull();
        assertThat(refusal(bundle().with("META-INF/versions/99/x/Y.class", exits)))
                .isNotNull();
        assertThat(refusal(bundle().with("picture.png", exits))).isNotNull();
    }

    @ParameterizedTest
    @CsvSource({
        "java:process, process, Starts",
        "java:native, native, Loads",
        "java:classes, classes, Loader",
        "java:environment, environment, Environment",
        "java:serialization, serialization, Deserializes",
        "java:globals, globals, SetsGlobals",
        "network:access:api.example.com, network, Connects",
        "file:read:/etc, file-read, ReadsFiles",
        "file:write:/tmp, file-write, WritesFiles",
    })
    void letsPassWhatAPermissionOfTheDescriptorAllowsAndShowsIt(String permission, String rule, String type)
            throws ReflectiveOperationException {
        Class<?> code = Class.forName(Hostile.class.getName() + "$" + type);
        JarBuilder jar = bundle().with("com/example/X.class", Hostile.bytes(code));

        ScanReport report = scan(jar, permission).report();

        assertThat(report.score()).isEqualTo(100);
        assertThat(report.findings()).extracting(Finding::rule).containsOnly(rule);
        assertThat(report.findings()).extracting(Finding::severity).containsOnly(Severity.PERMITTED);
        assertThat(refusal(jar).errors()).allSatisfy(error -> assertThat(error.detail())
                .contains("the permission that allows it is " + permission.substring(0, 8)));
    }

    @Test
    void noPermissionAllowsTheInsideOfThePlatformOrTheEndOfTheProcess() {
        String[] all = {"java:process", "java:native", "java:unsafe", "java:classes", "java:framework", "java:globals"};

        assertThat(refusal(bundle().with("X.class", Hostile.bytes(Hostile.Exits.class)), all))
                .isNotNull();
        assertThat(refusal(bundle().with("X.class", Hostile.bytes(Hostile.NamesTheInside.class)), all))
                .isNotNull();
    }

    @Test
    void lowersTheScoreForWhatIsOnlyUnwelcomeAndRefusesWhenItAddsUp() {
        JarBuilder jar = bundle().with("A.class", Hostile.bytes(Hostile.MakesThreads.class))
                .with("B.class", Hostile.bytes(Hostile.OpensPrivates.class));

        ScanReport report = scan(jar).report();
        assertThat(report.score()).isEqualTo(90);
        assertThat(report.findings())
                .extracting(Finding::rule, Finding::severity, Finding::place)
                .contains(
                        org.assertj.core.groups.Tuple.tuple(
                                "threads", Severity.WARNING, Hostile.MakesThreads.class.getName() + ".make"),
                        org.assertj.core.groups.Tuple.tuple(
                                "reflection", Severity.WARNING, Hostile.OpensPrivates.class.getName() + ".open"));

        jar.with("C.class", Hostile.bytes(Hostile.HooksTheEnd.class))
                .with("D.class", Hostile.bytes(Hostile.TakesOtherLoaders.class));
        assertThat(refusal(jar).detail()).contains("its score is 65 of 100");
    }

    @Test
    void takesNamesForWhatTheyNameOnceAnythingLoadsByName() {
        JarBuilder jar = bundle().with("A.class", Hostile.bytes(Hostile.NamesAClass.class));
        assertThat(scan(jar).report().score()).isEqualTo(100);

        jar.with("B.class", Hostile.bytes(Hostile.LoadsByName.class));
        assertThat(refusal(jar).errors())
                .anySatisfy(error -> assertThat(error.pointer()).isEqualTo("/findings/process"));
    }

    @Test
    void toleratesThatLibrariesNameTheInsideOfJava() {
        JarBuilder jar = bundle().with("A.class", Hostile.bytes(Hostile.NamesTheInsideOfJava.class));

        assertThat(scan(jar).report().score()).isEqualTo(90);
        assertThat(scan(jar).report().findings()).extracting(Finding::rule).containsExactly("java-named", "by-name");
    }

    @Test
    void takesNoPropertyForAClass() {
        JarBuilder jar = bundle().with("A.class", Hostile.bytes(Hostile.MentionsAProperty.class));

        assertThat(scan(jar).report().findings()).extracting(Finding::rule).containsOnly("by-name");
    }

    @Test
    void letsCarriedClassesHaveNamesThatAreNotJavas() {
        JarBuilder jar = bundle().with(
                        "com/sun/mail/Own.class", Hostile.calling("com/sun/mail/Own", "java/lang/Thread", "yield"))
                .with("X.class", Hostile.calling("X", "com/sun/mail/Own", "run"));
        assertThat(scan(jar).report().score()).isEqualTo(100);

        jar.with("sun/misc/Unsafe.class", Hostile.calling("sun/misc/Unsafe", "java/lang/Thread", "yield"))
                .with("Y.class", Hostile.calling("Y", "sun/misc/Unsafe", "run"));
        assertThat(refusal(jar).errors())
                .anySatisfy(error -> assertThat(error.pointer()).isEqualTo("/findings/unsafe"));
    }

    @Test
    void refusesClassesThatItCannotRead() {
        byte[] good = Hostile.bytes(Hostile.Harmless.class);
        byte[] newer = good.clone();
        newer[7] = 120;
        byte[] preview = good.clone();
        preview[4] = preview[5] = (byte) 0xFF;
        byte[] cut = java.util.Arrays.copyOf(good, good.length / 2);
        byte[] confused = good.clone();
        confused[10] = 99;

        assertThat(refusal(bundle().with("X.class", newer)).detail()).contains("newer than can be checked here");
        assertThat(refusal(bundle().with("META-INF/versions/9999/X.class", newer))
                        .detail())
                .contains("newer than can be checked here");
        assertThat(refusal(bundle().with("X.class", preview)).detail()).contains("preview");
        assertThat(refusal(bundle().with("X.class", cut)).detail()).contains("malformed");
        assertThat(refusal(bundle().with("X.class", confused)).detail()).contains("malformed");
        assertThat(refusal(bundle().with("X.class", "no class")).detail()).contains("is no class file");
    }

    /** What was admitted under other rules is looked at again, which the version tells. */
    @Test
    void whoeverChangesTheRulesCountsTheirVersionUp() throws NoSuchAlgorithmException {
        String rules = Rules.ALL.stream().map(Rule::toString).collect(Collectors.joining("\n"));
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(rules.getBytes(StandardCharsets.UTF_8));

        assertThat(Rules.VERSION.split("/")[0] + " " + HexFormat.of().formatHex(digest, 0, 4))
                .as("count Rules.VERSION up, then write down the new digest here")
                .isEqualTo("2 0185bd95");
    }

    private ScannedArtifact scan(JarBuilder jar, String... permissions) {
        String asked = Stream.of(permissions).collect(Collectors.joining("\", \"", "[\"", "\"]"));
        ModuleDescriptor descriptor = new DescriptorReader()
                .read(("{\"name\": \"farm\", \"version\": \"1.0.0\", \"displayName\": \"Farm\", \"permissions\": "
                                + (permissions.length == 0 ? "[]" : asked) + "}")
                        .getBytes(StandardCharsets.UTF_8));
        try {
            Path file = Files.write(Files.createTempFile(folder, "artifact", ".jar"), jar.build());
            return new ArtifactScan(ScanLimits.DEFAULT, folder).scan(file, bytes -> descriptor);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ProblemException refusal(JarBuilder jar, String... permissions) {
        return catchThrowableOfType(ProblemException.class, () -> scan(jar, permissions));
    }
}
