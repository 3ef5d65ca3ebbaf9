package com.a64platform.core.cli.publishing;

import com.a64platform.core.archives.ArchiveWriter;
import com.a64platform.core.cli.CommandFailure;
import com.a64platform.core.cli.HomeOption;
import com.a64platform.core.cli.publishing.ExportSource.Candidate;
import com.a64platform.core.platform.Home;
import com.a64platform.core.platform.PlatformSettings.RegistryAccess;
import com.a64platform.core.registry.ConfiguredRegistry;
import com.a64platform.core.registry.RegistryDefinition;
import com.a64platform.core.versions.Version;
import com.a64platform.core.versions.VersionRange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code export}: modules with what they need and what vouches for them, in one file for a site without a network. */
@Command(
        name = "export",
        description = "Writes modules and what they need into one file, for a site without a network.",
        mixinStandardHelpOptions = true)
public final class ExportCommand implements Runnable {
    private static final long MAX_BYTES = 2048L * 1024 * 1024;
    private static final Duration LIMIT = Duration.ofMinutes(30);

    @Spec
    private CommandSpec spec;

    @Mixin
    private HomeOption home;

    @Parameters(paramLabel = "MODULE[@VERSION]", arity = "1..*", description = "the modules")
    private List<String> modules;

    @Option(names = "--out", paramLabel = "FILE.a64", required = true, description = "where to write")
    private Path out;

    @Option(
            names = "--registry",
            paramLabel = "DIR|URL",
            description = "take them from a registry (default: from what the home has admitted)")
    private Optional<String> registry;

    @Option(
            names = "--registry-name",
            paramLabel = "NAME",
            defaultValue = RegistryDefinition.DEFAULT,
            description = "what the home that imports calls that registry (default: ${DEFAULT-VALUE})")
    private String registryName;

    @Option(
            names = "--license",
            paramLabel = "MODULE=FILE",
            description = "a license that goes along; several may be given")
    private Map<String, Path> licenses = new LinkedHashMap<>();

    @Override
    public void run() {
        try {
            var source = source();
            var chosen = chosen(source.candidates());
            var archive = new ArchiveWriter(registryName);
            for (var candidate : chosen.values()) {
                add(archive, source, candidate);
            }
            licenses.keySet().stream().filter(name -> !chosen.containsKey(name)).forEach(name -> {
                throw new CommandFailure("A license is given for " + name + ", which is not exported.");
            });
            source.vouch(archive);
            archive.write(out);
        } catch (IOException e) {
            throw new CommandFailure("The archive " + out + " cannot be written; check the folder and its space.", e);
        }
    }

    private ExportSource source() {
        return registry.<ExportSource>map(where -> new OfferedModules(client(where)))
                .orElseGet(() -> new VerifiedModules(home.home()));
    }

    private ConfiguredRegistry client(String where) {
        var url = where.contains("://") || where.startsWith("file:")
                ? where
                : Path.of(where).toAbsolutePath().toUri().toString();
        Home cache = home.home();
        return new ConfiguredRegistry(
                new RegistryDefinition(RegistryDefinition.DEFAULT, url, RegistryAccess.PLAIN),
                cache.cache().resolve("downloads"),
                MAX_BYTES,
                LIMIT);
    }

    /** What was asked for and all that it needs, by name. */
    private Map<String, Candidate> chosen(List<Candidate> all) {
        Map<String, Candidate> chosen = new LinkedHashMap<>();
        var open = new ArrayDeque<Candidate>();
        for (var wanted : modules) {
            var parts = wanted.split("@", 2);
            open.add(best(
                    all,
                    parts[0],
                    version -> parts.length == 1
                            || version.equals(Version.find(parts[1]).orElse(null)),
                    wanted));
        }
        while (!open.isEmpty()) {
            var next = open.remove();
            if (chosen.putIfAbsent(next.name(), next) == null) {
                next.needs().forEach((name, range) -> {
                    if (!chosen.containsKey(name)) {
                        open.add(best(all, name, VersionRange.parse(range)::contains, name + " " + range));
                    }
                });
            }
        }
        return chosen;
    }

    private static Candidate best(List<Candidate> all, String name, Predicate<Version> fits, String wanted) {
        return all.stream()
                .filter(candidate -> candidate.name().equals(name))
                .filter(candidate -> fits.test(Version.parse(candidate.version())))
                .max(Comparator.comparing(candidate -> Version.parse(candidate.version())))
                .orElseThrow(() -> new CommandFailure("There is no " + wanted + " to export; look at its spelling."));
    }

    private void add(ArchiveWriter archive, ExportSource source, Candidate candidate) throws IOException {
        var content = source.content(candidate);
        archive.artifact(candidate.label(), content.jar());
        content.signature().ifPresent(signature -> archive.signature(candidate.label(), signature));
        content.sbom().ifPresent(sbom -> archive.sbom(candidate.label(), sbom));
        var license = licenses.get(candidate.name());
        if (license != null) {
            archive.license(candidate.label(), Files.readAllBytes(license));
        }
        spec.commandLine().getOut().println("Exported " + candidate.name() + " " + candidate.version());
    }
}
