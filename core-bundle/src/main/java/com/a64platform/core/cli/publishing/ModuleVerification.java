package com.a64platform.core.cli.publishing;

import com.a64platform.core.cli.CommandFailure;
import com.a64platform.core.descriptors.DescriptorReader;
import com.a64platform.core.findings.ScanReport;
import com.a64platform.core.platform.Home;
import com.a64platform.core.platform.Mode;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.registry.Publication;
import com.a64platform.core.scanning.ArtifactScan;
import com.a64platform.core.trust.ArtifactStatement;
import com.a64platform.core.trust.RootedTrust;
import com.a64platform.core.trust.Trust;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Checks a module's JAR and signature with what the gate of a platform checks them with, one after the other. */
record ModuleVerification(Trust trust, Optional<Path> scratch) implements AutoCloseable {
    /** As a home sees it. */
    static ModuleVerification in(Home home, Mode mode) {
        return new ModuleVerification(RootedTrust.lookingAt(home, mode), Optional.empty());
    }

    /** As one sees it who trusts this root document and has seen nothing yet. */
    static ModuleVerification by(Path root) throws IOException {
        var home = Files.createTempDirectory("a64-verify");
        try {
            var conf = Files.createDirectories(home.resolve("conf/trust"));
            Files.copy(root, conf.resolve("root.json"));
            return new ModuleVerification(RootedTrust.lookingAt(new Home(home), Mode.PRODUCTION), Optional.of(home));
        } catch (NoSuchFileException absent) {
            remove(home);
            throw new CommandFailure("There is no " + root + "; begin with 'a64 registry init'.", absent);
        }
    }

    @Override
    public void close() {
        scratch.ifPresent(ModuleVerification::remove);
    }

    /** Modules that may be published; each has to be signed by a publisher that counts. */
    List<Publication> publications(List<Path> files) {
        List<Publication> publications = new ArrayList<>();
        for (Path file : files) {
            var jar = ModuleJar.read(file);
            var signature = signature(jar);
            var statement = verified(jar, signature);
            publications.add(new Publication(
                    jar.name(),
                    jar.version(),
                    statement.publisher(),
                    jar.file(),
                    jar.sha256(),
                    signature,
                    jar.descriptor()));
        }
        return publications;
    }

    /**
     * Says each check that holds; the first that does not is thrown.
     *
     * @throws ProblemException as the gate would
     */
    void check(Path file, Consumer<String> say) {
        structure(file, say);
        var jar = ModuleJar.read(file);
        say.accept("descriptor  " + jar.name() + " " + jar.version());
        say.accept("digest      " + jar.sha256() + ", " + jar.length() + " bytes");
        var statement = verified(jar, signature(jar));
        say.accept("signature   by " + statement.publisher() + " at " + statement.signedAt());
        trust.check(jar.name(), jar.version(), statement.publisher(), "");
        say.accept("name        is " + statement.publisher() + "'s, and the version is not too old");
    }

    /** Looks into the archive as the gate does. */
    static void structure(Path file, Consumer<String> say) {
        var scanned = new ArtifactScan().scan(file, new DescriptorReader()::read);
        say.accept("archive     " + scanned.symbolicName());
        say.accept("scan        " + scanned.report().score() + " of 100, " + ScanReport.MINIMUM + " are needed");
        scanned.report()
                .findings()
                .forEach(finding -> say.accept("            " + finding.severity() + " " + finding.rule() + " at "
                        + finding.place() + ": " + finding.sentence()));
    }

    private ArtifactStatement verified(ModuleJar jar, byte[] signature) {
        var statement = trust.verifyArtifact(signature, jar.sha256(), jar.length());
        if (!statement.name().equals(jar.name()) || !statement.version().equals(jar.version())) {
            throw new ProblemException(
                    ErrorCode.SIGNATURE_INVALID,
                    "The signature is for " + statement.name() + " " + statement.version()
                            + ", the artifact says it is " + jar.name() + " " + jar.version() + "; sign it again.");
        }
        return statement;
    }

    private static byte[] signature(ModuleJar jar) {
        try {
            return Files.readAllBytes(jar.signatureFile());
        } catch (NoSuchFileException e) {
            throw new CommandFailure(
                    "There is no " + jar.signatureFile() + "; sign the module first (module sign).", e);
        } catch (IOException e) {
            throw new CommandFailure("The signature " + jar.signatureFile() + " cannot be read.", e);
        }
    }

    private static void remove(Path folder) {
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The folder " + folder + " cannot be removed", e);
        }
    }
}
