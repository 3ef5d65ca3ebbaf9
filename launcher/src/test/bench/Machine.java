import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;

/** Where it is measured. */
final class Machine {
    /** Of the clock in {@code /proc}; every Linux has 100. */
    private static final double TICKS_A_SECOND = 100;

    private Machine() {}

    static Map<String, String> facts() throws IOException {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("date", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        facts.put("revision", revision());
        facts.put(
                "processor", Runtime.getRuntime().availableProcessors() + " x " + field("/proc/cpuinfo", "model name"));
        facts.put("memory", field("/proc/meminfo", "MemTotal"));
        facts.put("kernel", Files.readString(Path.of("/proc/sys/kernel/osrelease")).strip());
        facts.put("load at the beginning", Files.readString(Path.of("/proc/loadavg")).split(" ")[0]);
        facts.put("java", System.getProperty("java.vm.name") + " " + Runtime.version());
        return facts;
    }

    /** Of this process and of every one that it started and that has ended, in seconds. */
    static double processorSeconds() {
        try {
            var stat = Files.readString(Path.of("/proc/self/stat"));
            var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            double ticks = 0;
            for (int i = 11; i <= 14; i++) { // utime, stime, cutime, cstime of proc(5)
                ticks += Double.parseDouble(fields[i]);
            }
            return ticks / TICKS_A_SECOND;
        } catch (IOException e) {
            throw new IllegalStateException("The benchmarks need Linux", e);
        }
    }

    /** A number of kB of {@code /proc/PID/status}, in MB. */
    static double memory(long pid, String key) throws IOException {
        return Double.parseDouble(field("/proc/" + pid + "/status", key).replaceAll("[^0-9]", "")) / 1024;
    }

    private static String revision() throws IOException {
        var git = new ProcessBuilder("git", "-C", Bench.CHECKOUT.toString(), "describe", "--always", "--dirty")
                .redirectErrorStream(true)
                .start();
        var said = new String(git.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8).strip();
        return said.contains("\n") ? "unknown" : said;
    }

    private static String field(String file, String key) throws IOException {
        try (var lines = Files.lines(Path.of(file))) {
            return lines.filter(line -> line.startsWith(key))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("unknown");
        }
    }
}
