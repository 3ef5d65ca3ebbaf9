package com.a64platform.torture;

import com.a64platform.core.cli.Main;
import com.a64platform.it.ModuleJar;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The modules that come and go, signed, in a registry of their own. A version that has run is the lowest that comes in again,
 * so there are as many as updates are expected.
 */
final class Goods {
    /** Has documents and wants a license. */
    static final String FARMS = "farm-manager";
    /** Needs {@link #FARMS}. */
    static final String HERDS = "herds";

    static final String HELLO = "hello";
    /** Has documents and is never touched by anybody. */
    static final String LEDGER = "ledger";

    static final List<String> ALL = List.of(FARMS, HERDS, HELLO, LEDGER);

    /** Of a place in the second tenant. */
    static final String OF_GUESTS = " of guests";

    static final String GUESTS = HELLO + OF_GUESTS;
    /** Where a module can be installed: one of them in two tenants. */
    static final List<String> PLACES = List.of(FARMS, HERDS, HELLO, LEDGER, GUESTS);

    /** What is counted beside. */
    static final String ARCHIVES = "archives";

    static final String SNAPSHOTS = "snapshots";
    static final String BACKUPS = "backups";

    private final Path home;
    private final Path made;
    private final Path registry;
    private final int versions;
    private final Map<Path, String> digests = new HashMap<>();
    private String license;

    /** @param versions how many of each module that is updated */
    Goods(Path folder, Path home, int versions) {
        this.home = home;
        this.made = folder.resolve("made");
        this.registry = folder.resolve("registry");
        this.versions = versions;
    }

    /** Makes keys that the home trusts, the modules, the registry and the license. */
    void make() throws IOException {
        command("keys", "init");
        command("trust", "install-root");
        List<String> publish = new ArrayList<>(List.of("registry", "publish", "--registry", registry.toString()));
        for (int number = 0; number < versions; number++) {
            publish.add(signed(ModuleJar.farmManager().version(version(number))));
            publish.add(signed(ModuleJar.hello().version(version(number))));
        }
        publish.add(signed(ModuleJar.hello().named(HERDS).needing(FARMS)));
        publish.add(signed(ledger("1.0.0")));
        signed(ledger("1.0.1"));
        command(publish.toArray(String[]::new));
        license = command("license", "issue", "--module", FARMS, "--days", "30")
                .lines()
                .filter(line -> line.startsWith("ey"))
                .findFirst()
                .orElseThrow();
    }

    static boolean ofGuests(String place) {
        return place.endsWith(OF_GUESTS);
    }

    /** The module that is installed there. */
    static String module(String place) {
        return ofGuests(place) ? place.substring(0, place.length() - OF_GUESTS.length()) : place;
    }

    /** Where a module can be installed. */
    static Stream<String> places(String module) {
        return PLACES.stream().filter(place -> module(place).equals(module));
    }

    private static ModuleJar ledger(String version) {
        return ModuleJar.farmManager().named(LEDGER).version(version).descriptor(json -> json.withObject("/licensing")
                .put("required", false));
    }

    static String first() {
        return version(0);
    }

    /** The version after one, if there is one. */
    List<String> after(String version) {
        int number = Integer.parseInt(version.substring(version.lastIndexOf('.') + 1)) + 1;
        return number < versions ? List.of(version(number)) : List.of();
    }

    private static String version(int number) {
        return "1.0." + number;
    }

    Path jar(String module, String version) {
        return made.resolve(module + "-" + version + ".jar");
    }

    static Path signature(Path jar) {
        return jar.resolveSibling(jar.getFileName() + ".sig");
    }

    synchronized String sha256(String module, String version) {
        return digests.computeIfAbsent(jar(module, version), Folder::digest);
    }

    /** The one setting that a module has, as it is before anybody sets it; empty when it has none. */
    static String setting(String module) {
        return module.equals(HELLO) || module.equals(HERDS) ? "Hello" : "";
    }

    static boolean licensed(String module) {
        return module.equals(FARMS);
    }

    /** Empty for a module that needs none. */
    String license(String module) {
        return licensed(module) ? license : "";
    }

    Path registry() {
        return registry;
    }

    private String signed(ModuleJar module) throws IOException {
        Path jar = module.writeTo(made);
        command("module", "sign", jar.toString());
        return jar.toString();
    }

    /** The platform's own command line, in this process: a machine for each command would take minutes. */
    private String command(String... words) throws IOException {
        List<String> all = new ArrayList<>(Arrays.asList(words));
        all.addAll(List.of("--home", home.toString()));
        StringWriter said = new StringWriter();
        PrintWriter to = new PrintWriter(said, true);
        if (Main.run(to, to, all.toArray(String[]::new)) != 0) {
            throw new IOException(String.join(" ", words) + " failed: " + said);
        }
        return said.toString();
    }

    /** Both modules that need each other, with the license, in one file. */
    synchronized Path archive(String version) throws IOException {
        Path archive = made.resolve("farm-" + version + ".a64");
        if (Files.notExists(archive)) {
            Path file = Files.writeString(made.resolve("farm.license"), license);
            command(
                    "export",
                    "--out",
                    archive.toString(),
                    FARMS + "@" + version,
                    HERDS + "@" + first(),
                    "--license",
                    FARMS + "=" + file,
                    "--registry",
                    registry.toString());
        }
        return archive;
    }

    /** Copies a version into the watched folder as a person would, the artifact last. */
    void drop(String module, String version, Path deploy) throws IOException {
        Path jar = jar(module, version);
        if (licensed(module)) {
            Files.writeString(deploy.resolve(module + "-" + version + ".license"), license(module));
        }
        for (Path file : List.of(signature(jar), jar)) {
            Path target = deploy.resolve(file.getFileName());
            Files.deleteIfExists(target);
            Files.copy(file, target);
        }
    }
}
