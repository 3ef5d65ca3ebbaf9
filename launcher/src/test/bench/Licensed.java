import java.nio.file.Files;
import java.nio.file.Path;

/** An artifact with what lies beside it in the watched folder, signed and licensed by a home's own keys. */
final class Licensed {
    private Licensed() {}

    /** The signature, the license and, last, the JAR, copied into the home first. */
    static Path[] files(Path home, Path built, String module, String version) throws Exception {
        var stem = module + "-" + version;
        var jar = Files.createDirectories(home.resolve("made")).resolve(stem + ".jar");
        if (!built.equals(jar)) {
            Files.copy(built, jar);
        }
        Node.command(home, "module", "sign", jar.toString());
        var license = jar.resolveSibling(stem + ".license");
        Files.writeString(license, Node.command(home, "license", "issue", "--module", module));
        return new Path[] {jar.resolveSibling(stem + ".jar.sig"), license, jar};
    }
}
