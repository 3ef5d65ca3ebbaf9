import java.nio.file.Files;
import java.util.Map;

/** An install from a registry on this machine's disk, the request with its license to the operation's end: ENABLED. */
final class InstallFromRegistry implements Bench.Benchmark {
    private static final String MODULE = "farm-manager";
    private static final String INSTALL = "install from a local registry, license to ENABLED";

    @Override
    public void run(Report report, Effort effort) throws Exception {
        var home = Leftovers.folder("home");
        var registry = Leftovers.folder("registry");
        try {
            Node.command(home, "keys", "init");
            var jar = Files.copy(Bench.module(MODULE), home.resolve(MODULE + "-1.0.0.jar"));
            Node.command(home, "module", "sign", jar.toString());
            Node.command(home, "registry", "publish", jar.toString(), "--registry", registry.toString());
            var license = Node.command(home, "license", "issue", "--module", MODULE);
            try (var node = Node.start(home, Map.of("MODULE_REGISTRY", registry.toUri().toString()))) {
                node.signIn();
                for (int i = effort.quick() ? 0 : -3; i < effort.count(30, 2); i++) {
                    round(node, license, i < 0 ? new Report("warm-up") : report);
                }
            }
            report.row(INSTALL, 0.5, Goal.atMost(1_000, 400));
        } finally {
            Leftovers.remove(registry);
            Leftovers.remove(home);
        }
    }

    private static void round(Node node, String license, Report report) throws Exception {
        long asked = System.nanoTime();
        node.send(
                "POST",
                "/api/v1/modules/install",
                "{\"moduleName\":\"" + MODULE + "\",\"licenseKey\":\"" + license + "\"}");
        report.add(INSTALL, "ms", (System.nanoTime() - asked) / 1e6);
        if (!node.get("/api/v1/installations").contains("\"ENABLED\"")) {
            throw new IllegalStateException("The module is not ENABLED after its install");
        }
        report.add("install to the module's first 200", "ms", node.until("/api/v1/farm-manager/farms", 200, asked));
        node.uninstall(MODULE);
    }
}
