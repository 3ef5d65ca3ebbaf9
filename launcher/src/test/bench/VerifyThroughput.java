import com.a64platform.core.admission.Admission;
import com.a64platform.core.admission.VerifiedCopies;
import com.a64platform.core.descriptors.DescriptorReader;
import com.a64platform.core.memory.MonotonicMemory;
import com.a64platform.core.memory.MonotonicState;
import com.a64platform.core.memory.MonotonicStateRepository;
import com.a64platform.core.platform.Platform;
import com.a64platform.core.platform.PlatformSettings;
import com.a64platform.core.scanning.ArtifactScan;
import com.a64platform.core.trust.RootedTrust;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * How fast the gate takes an artifact of 50 MB in, thousands of real classes in it, against sha256sum and the JDK's
 * SHA-256 alone over the same file in the same run: copied to the disk, hashed, its signature verified, unpacked, its byte
 * code looked at.
 */
final class VerifyThroughput implements Bench.Benchmark {
    private static final int WARM_UP = 3;
    private static final int ROUNDS = 11;
    private static final double MEGABYTE = 1e6;
    private static final long SIZE = 50_000_000;
    private static final String DESCRIPTOR =
            """
            {"name": "hello", "version": "1.0.0", "displayName": "Hello", "permissions": ["java:process", "java:native",
             "java:unsafe", "java:classes", "java:framework", "java:environment", "java:globals", "java:serialization",
             "java:naming", "file:write:/", "network:access:example.com"]}
            """;

    @Override
    public void run(Report report, Effort effort) throws Exception {
        Path home = Leftovers.folder("home");
        try {
            Path jar = home.resolve("hello-1.0.0.jar");
            report.fact("classes in the artifact", Integer.toString(write(jar)));
            report.fact("bytes of the artifact", Long.toString(Files.size(jar)));
            command(home, "keys", "init");
            command(home, "module", "sign", jar.toString());
            measure(report, home, jar, effort);
        } finally {
            Leftovers.remove(home);
        }
    }

    private static void measure(Report report, Path home, Path jar, Effort effort) throws Exception {
        Platform platform = new Platform(PlatformSettings.from(settings(home)));
        ArtifactScan scan = new ArtifactScan();
        DescriptorReader descriptors = new DescriptorReader();
        var trust = new RootedTrust(platform, new MonotonicMemory(platform, new Memory()));
        Admission admission =
                new Admission(new VerifiedCopies(platform), trust, scan, descriptors, platform);
        Optional<byte[]> signature = Optional.of(Files.readAllBytes(home.resolve("hello-1.0.0.jar.sig")));
        for (int i = effort.quick() ? 0 : -WARM_UP; i < effort.count(ROUNDS, 1); i++) {
            double program = millis(() -> new ProcessBuilder("sha256sum", jar.toString())
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor());
            double alone = millis(() -> VerifiedCopies.digestOf(jar));
            double looked = millis(() -> scan.scan(jar, descriptors::read));
            empty(home.resolve("data/verified"));
            double all = millis(() -> admission.admit(jar, signature));
            var artifact = admission.admit(jar, signature);
            double again = millis(() -> admission.admitted(artifact.sha256(), artifact.publisher()));
            if (i >= 0) {
                report.add("sha256sum", "ms", program);
                report.add("the JDK's SHA-256 alone", "ms", alone);
                report.add("scan alone", "ms", looked);
                report.add("taken in, everything", "ms", all);
                report.add("loaded again with its report", "ms", again);
                report.add("sha256sum throughput", "MB/s", speed(program));
                report.add("taken in throughput", "MB/s", speed(all));
                report.add("taken in as a share of sha256sum's speed", "ratio", program / all);
                report.add("taken in as a share of SHA-256's speed", "ratio", alone / all);
            }
        }
    }

    private static double speed(double millis) {
        return SIZE / MEGABYTE / (millis / 1000);
    }

    private static double millis(Callable<?> work) throws Exception {
        long start = System.nanoTime();
        work.call();
        return (System.nanoTime() - start) / 1e6;
    }

    /** Real classes, and random bytes for what is missing to the size. */
    private static int write(Path jar) throws Exception {
        int classes = 0;
        try (var out = Files.newOutputStream(jar);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            put(zip, "META-INF/MANIFEST.MF",
                    "Manifest-Version: 1.0\nBundle-ManifestVersion: 2\nBundle-SymbolicName: hello\n\n"
                            .getBytes(StandardCharsets.UTF_8));
            put(zip, "META-INF/a64/module.json", DESCRIPTOR.getBytes(StandardCharsets.UTF_8));
            for (String library : List.of("bcprov-jdk18on", "jackson-databind", "snakeyaml")) {
                classes += copy(Bench.PLATFORM.resolve("system/" + library + ".jar"), "in/" + library + "/", zip);
            }
            zip.flush();
            byte[] rest = new byte[1_000_000];
            Random random = new Random(1);
            for (int i = 0; Files.size(jar) + rest.length < SIZE; i++) {
                random.nextBytes(rest);
                put(zip, "data/" + i + ".bin", rest);
                zip.flush();
            }
        }
        return classes;
    }

    private static int copy(Path library, String folder, ZipOutputStream zip) throws Exception {
        int copied = 0;
        try (ZipFile from = new ZipFile(library.toFile())) {
            for (ZipEntry entry : from.stream().toList()) {
                if (entry.getName().endsWith(".class") && !entry.getName().startsWith("META-INF")) {
                    try (InputStream content = from.getInputStream(entry)) {
                        put(zip, folder + entry.getName(), content.readAllBytes());
                    }
                    copied++;
                }
            }
        }
        return copied;
    }

    private static void put(ZipOutputStream zip, String name, byte[] content) throws Exception {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(content);
        zip.closeEntry();
    }

    private static void empty(Path folder) throws Exception {
        try (var files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                Files.delete(file);
            }
        }
    }

    private static void command(Path home, String... words) throws Exception {
        var command = new java.util.ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-cp",
                Bench.PLATFORM.resolve("system") + "/*:" + Bench.PLATFORM.resolve("lib/slf4j-api.jar"),
                "com.a64platform.core.cli.Main"));
        command.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
        builder.environment().put("A64_HOME", home.toString());
        if (builder.start().waitFor() != 0) {
            throw new IllegalStateException(String.join(" ", words) + " fails");
        }
    }

    private static Map<String, String> settings(Path home) {
        Map<String, String> values = new HashMap<>();
        values.put("A64_HOME", home.toString());
        values.put("A64_DEPLOY_DIR", home.resolve("deploy").toString());
        values.put("A64_MODE", "development");
        values.put("A64_HTTP_HOST", "127.0.0.1");
        values.put("A64_HTTP_PORT", "0");
        values.put("A64_SAFE_MODE", "false");
        values.put("MONGODB_DB_NAME", "a64");
        values.put("LICENSE_MODE", "offline");
        values.put("MAX_MODULES", "50");
        values.put("MAX_MODULE_SIZE_MB", "50");
        values.put("MODULE_INSTALL_TIMEOUT", "60");
        values.put("OPERATION_HISTORY_DAYS", "90");
        values.put("UNINSTALL_UNDO_DAYS", "7");
        values.put("MODULE_START_WATCH", "5");
        values.put("MODULE_UPDATE_WATCH", "0");
        return values;
    }

    private static final class Memory implements MonotonicStateRepository {
        private MonotonicState state = MonotonicState.EMPTY;

        @Override
        public MonotonicState load() {
            return state;
        }

        @Override
        public MonotonicState update(UnaryOperator<MonotonicState> change) {
            state = change.apply(state);
            return state;
        }
    }
}
