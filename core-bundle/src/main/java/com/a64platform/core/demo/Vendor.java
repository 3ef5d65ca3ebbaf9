package com.a64platform.core.demo;

import com.a64platform.core.crypto.SigningKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;

/**
 * Who makes, signs, publishes and licenses farm-manager. Its keys lie in a home of its own, apart from the customer's,
 * which gets nothing but public halves.
 */
final class Vendor {
    static final String MODULE = "farm-manager";
    static final String FIRST = "1.0.0";
    static final String NEXT = "1.1.0";

    private static final Path KEYS = Path.of("vendor/data/dev-keys");

    private final Script script;
    private final Path checkout;
    private final Path folder;

    /** @param folder where the demo works; the script runs there */
    Vendor(Script script, Path checkout, Path folder) {
        this.script = script;
        this.checkout = checkout;
        this.folder = folder;
    }

    /** Makes a key for each role. */
    void makeKeys() throws IOException, InterruptedException {
        script.run("keys", "init", "--home", "vendor");
    }

    /** Signs both versions of the module. */
    void sign() throws IOException, InterruptedException {
        for (var version : new String[] {FIRST, NEXT}) {
            var built = checkout.resolve("modules").resolve(MODULE).resolve("target");
            Files.copy(built.resolve(artifact(version).getFileName()), artifact(version));
            script.run("module", "sign", folder.relativize(artifact(version)).toString(), "--home", "vendor");
        }
    }

    /** Publishes the first version into a folder that any file server can serve. */
    Path publish() throws IOException, InterruptedException {
        var jar = folder.relativize(artifact(FIRST)).toString();
        script.run("registry", "publish", jar, "--registry", "registry", "--home", "vendor");
        return folder.resolve("registry");
    }

    /** Gives a customer's home the root document and the publisher's statement of who licenses its modules. */
    void introduceTo(Path home) throws IOException {
        var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
        var trust = home.resolve("conf/trust");
        Files.createDirectories(trust.resolve("publishers"), ownerOnly);
        Files.copy(keys().resolve("root.json"), trust.resolve("root.json"));
        try (var statements = Files.newDirectoryStream(keys().resolve("publishers"), "*.json")) {
            for (var statement : statements) {
                Files.copy(statement, trust.resolve("publishers").resolve(statement.getFileName()));
            }
        }
    }

    /** A license that ends so many days from now, or so many days ago. */
    String license(int days) throws IOException, InterruptedException {
        return script.run("license", "issue", "--module", MODULE, "--days=" + days, "--home", "vendor")
                .strip();
    }

    /** The same claims in the issuer's name, signed by somebody else's key. */
    static String forged(String license) {
        var signed = license.substring(0, license.lastIndexOf('.'));
        var signature = SigningKey.generate().sign(signed.getBytes(StandardCharsets.US_ASCII));
        return signed + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signature);
    }

    /** A signed version of the module; its signature lies beside it. */
    Path artifact(String version) {
        return folder.resolve("vendor").resolve(MODULE + "-" + version + ".jar");
    }

    /** A module that was built and never signed. */
    Path unsigned() {
        return checkout.resolve("modules/hello/target/hello-1.0.0.jar");
    }

    static Path signatureOf(Path artifact) {
        return artifact.resolveSibling(artifact.getFileName() + ".sig");
    }

    private Path keys() {
        return folder.resolve(KEYS);
    }
}
