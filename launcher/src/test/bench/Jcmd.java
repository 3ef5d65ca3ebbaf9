import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** What a node's Java machine says of itself, asked by the JDK's own tool. */
record Jcmd(long pid) {
    private static final double MEGABYTE = 1 << 20;

    static Jcmd of(Running process) {
        return new Jcmd(process.pid());
    }

    /** What is reachable, in MB: the histogram collects garbage first. */
    double liveHeap() throws Exception {
        return number("(?m)^Total +\\d+ +(\\d+)", ask("GC.class_histogram")) / MEGABYTE;
    }

    /** What classes take, in MB, after a collection. */
    double metaspace() throws Exception {
        ask("GC.run");
        return number("(?m)^sun\\.gc\\.metaspace\\.used=(\\d+)", ask("PerfCounter.print")) / MEGABYTE;
    }

    /** What the compiler has made of what ran often, in MB; it is in none of the other numbers but the resident memory. */
    double compiledCode() throws Exception {
        return Pattern.compile(" used=(\\d+)Kb")
                        .matcher(ask("Compiler.codecache"))
                        .results()
                        .mapToInt(heap -> Integer.parseInt(heap.group(1)))
                        .sum()
                / 1024.0;
    }

    /** Class loaders of bundles that are alive after a collection, the platform's own included. */
    int bundleLoaders() throws Exception {
        ask("GC.run");
        return (int) ask("VM.classloader_stats")
                .lines()
                .filter(line -> line.contains("BundleWiringImpl$BundleClassLoader"))
                .count();
    }

    private String ask(String command) throws Exception {
        var tool = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        var process = Leftovers.started(
                new ProcessBuilder(tool, Long.toString(pid), command).redirectErrorStream(true));
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("jcmd " + command + " failed: " + said);
        }
        return said;
    }

    private static double number(String pattern, String said) throws IOException {
        var found = Pattern.compile(pattern).matcher(said);
        if (!found.find()) {
            throw new IOException("No " + pattern + " in " + said);
        }
        return Double.parseDouble(found.group(1));
    }
}
