package com.a64platform.core.registry;

import com.a64platform.core.crypto.JsonMembers;
import com.a64platform.core.crypto.MalformedDocumentException;
import com.a64platform.core.crypto.StrictJson;
import com.a64platform.core.platform.Home;
import com.a64platform.core.platform.PlatformSettings;
import com.a64platform.core.platform.PlatformSettings.RegistryAccess;
import com.a64platform.core.platform.PrivateFile;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * A registry that a home asks: {@code conf/registries/NAME.json}, or {@code MODULE_REGISTRY} under the name
 * {@code default}. Nothing that is not defined so is ever asked. Its text shows the name only.
 *
 * @param name the home's own name for it
 * @param url an {@code https:} or {@code file:} address, {@code http:} with this machine only
 * @param access how it is reached
 */
public record RegistryDefinition(String name, String url, RegistryAccess access) {
    /** The one that {@code MODULE_REGISTRY} names. */
    public static final String DEFAULT = "default";

    /** Names that already mean something else. */
    private static final Set<String> RESERVED = Set.of(DEFAULT, "home", "development");

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{1,29}");
    private static final Set<String> MEMBERS =
            Set.of("url", "credentials", "certificates", "proxy", "proxyCredentials");

    /** @throws IllegalArgumentException with a sentence when the name is none */
    public RegistryDefinition {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "A registry's name has 2 to 30 lower-case letters, digits and hyphens and begins with a letter.");
        }
    }

    /** Those of a home: {@code MODULE_REGISTRY} first, then those in files, by name. Read anew each time. */
    static List<RegistryDefinition> all(PlatformSettings settings) {
        List<RegistryDefinition> all = new ArrayList<>();
        settings.registry().ifPresent(url -> all.add(new RegistryDefinition(DEFAULT, url, settings.registryAccess())));
        all.addAll(inFiles(settings.home()));
        return List.copyOf(all);
    }

    /** Those in {@code conf/registries}, by name. */
    public static List<RegistryDefinition> inFiles(Home home) {
        var folder = folder(home);
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.json")) {
            List<Path> sorted = new ArrayList<>();
            files.forEach(sorted::add);
            return sorted.stream().sorted().map(RegistryDefinition::read).toList();
        } catch (IOException e) {
            throw new UncheckedIOException("The folder " + folder + " cannot be read", e);
        }
    }

    /** Where a registry of this name is defined. */
    public static Path file(Home home, String name) {
        return folder(home).resolve(name + ".json");
    }

    /** Refuses a name that a person may not give. */
    public RegistryDefinition requireFreeName() {
        if (RESERVED.contains(name)) {
            throw new IllegalArgumentException("The name " + name + " means something else; choose another.");
        }
        return this;
    }

    /** The definition as it is kept. */
    public byte[] write() {
        var document = StrictJson.object().put("url", url);
        access.credentials().ifPresent(place -> document.put("credentials", place));
        access.certificates().ifPresent(file -> document.put("certificates", file));
        access.proxy().ifPresent(address -> document.put("proxy", address));
        access.proxyCredentials().ifPresent(place -> document.put("proxyCredentials", place));
        return StrictJson.write(document);
    }

    /** What a person has to look at when it does not work. */
    String setting() {
        return name.equals(DEFAULT) ? "MODULE_REGISTRY" : "The url of the registry " + name;
    }

    @Override
    public String toString() {
        return "RegistryDefinition[" + name + "]";
    }

    private static Path folder(Home home) {
        return home.conf().resolve("registries");
    }

    private static RegistryDefinition read(Path file) {
        var fileName = file.getFileName().toString();
        try {
            var content = new PrivateFile(file).read().orElse(new byte[0]);
            var members = StrictJson.read(content, MEMBERS);
            requireKnown(members);
            return new RegistryDefinition(
                            fileName.substring(0, fileName.length() - ".json".length()),
                            members.text("url"),
                            access(members, file))
                    .requireFreeName();
        } catch (MalformedDocumentException | IllegalArgumentException | PrivateFile.Exposed e) {
            throw new ProblemException(
                    ErrorCode.REGISTRY_UNAVAILABLE,
                    "The registry's definition " + fileName + " does not hold (" + e.getMessage()
                            + "); remove the registry and add it again.",
                    e);
        }
    }

    /** Files are named as seen from the definition. */
    private static RegistryAccess access(JsonMembers members, Path file) throws MalformedDocumentException {
        UnaryOperator<String> resolved = place ->
                place.startsWith("env:") ? place : file.resolveSibling(place).toString();
        return new RegistryAccess(
                members.optionalText("credentials").map(resolved),
                members.optionalText("certificates").map(resolved),
                members.optionalText("proxy"),
                members.optionalText("proxyCredentials").map(resolved));
    }

    private static void requireKnown(JsonMembers members) throws MalformedDocumentException {
        for (var member : members.node().properties()) {
            if (!MEMBERS.contains(member.getKey())) {
                throw new MalformedDocumentException("It has a member that means nothing");
            }
        }
    }
}
