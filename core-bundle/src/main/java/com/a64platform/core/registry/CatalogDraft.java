package com.a64platform.core.registry;

import com.a64platform.core.crypto.StrictJson;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.versions.Version;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** A catalog that is being changed. Keeps members it does not know. */
final class CatalogDraft {
    private final ObjectNode document;

    CatalogDraft(ObjectNode document) {
        this.document = document;
    }

    ObjectNode document() {
        return document;
    }

    /** @throws ProblemException CONFLICT when the version is listed with another digest, or the name is another's */
    void add(Publication release, long length) {
        var module =
                module(release.name()).orElseGet(() -> modules().addObject().put("name", release.name()));
        requireSamePublisher(module, release);
        var listed = versions(module)
                .filter(version -> version.path("version").asText().equals(release.version()))
                .findFirst();
        if (listed.isPresent()) {
            requireSameDigest(listed.get(), release);
            return;
        }
        var version = module.withArray("versions").addObject();
        version.put("version", release.version())
                .put("sha256", release.sha256())
                .put("length", length);
        version.set("descriptor", StrictJson.node(release.descriptor()));
        describe(module, release);
    }

    /** @throws ProblemException MODULE_NOT_FOUND when the version is not listed */
    void yank(String name, String version) {
        var module = module(name);
        var listed = module.stream()
                .flatMap(CatalogDraft::versions)
                .filter(one -> one.path("version").asText().equals(version))
                .findFirst()
                .orElseThrow(() -> new ProblemException(
                        ErrorCode.MODULE_NOT_FOUND, "The registry does not list " + name + " " + version + "."));
        listed.put("yanked", true);
        putLatest(module.orElseThrow());
    }

    /** Empty when every version is withdrawn. */
    Optional<String> latest(String name) {
        return module(name).map(module -> module.path("latest").asText()).filter(version -> !version.isEmpty());
    }

    /** What people read comes from the version that is the latest. */
    private void describe(ObjectNode module, Publication release) {
        module.put("publisher", release.publisher());
        putLatest(module);
        if (module.path("latest").asText().equals(release.version())) {
            var descriptor = release.descriptor();
            module.put("displayName", text(descriptor, "displayName").orElse(release.name()));
            module.put("description", text(descriptor, "description").orElse(""));
            var metadata = descriptor.get("metadata") instanceof Map<?, ?> map ? map : Map.of();
            module.put("category", text(metadata, "category").orElse(""));
        }
    }

    private static void putLatest(ObjectNode module) {
        module.remove("latest");
        highest(module).ifPresent(version -> module.put("latest", version.toString()));
    }

    /** The highest release, or the highest pre-release while there is no other. */
    private static Optional<Version> highest(ObjectNode module) {
        List<Version> versions = versions(module)
                .filter(version -> !version.path("yanked").asBoolean())
                .map(version -> Version.parse(version.get("version").asText()))
                .toList();
        return versions.stream()
                .filter(version -> version.preRelease().isEmpty())
                .max(Comparator.naturalOrder())
                .or(() -> versions.stream().max(Comparator.naturalOrder()));
    }

    private static void requireSamePublisher(ObjectNode module, Publication release) {
        var owner = module.path("publisher").asText(release.publisher());
        if (!owner.equals(release.publisher())) {
            throw new ProblemException(
                    ErrorCode.CONFLICT,
                    "The module " + release.name() + " belongs to the publisher " + owner + "; choose another name.");
        }
    }

    private static void requireSameDigest(JsonNode listed, Publication release) {
        if (!listed.path("sha256").asText().equals(release.sha256())) {
            throw new ProblemException(
                    ErrorCode.CONFLICT,
                    "Version " + release.version() + " of " + release.name()
                            + " is published with other content and stays so; publish a new version.");
        }
    }

    private ArrayNode modules() {
        return document.withArray("modules");
    }

    private Optional<ObjectNode> module(String name) {
        return objects(modules())
                .filter(module -> module.path("name").asText().equals(name))
                .findFirst();
    }

    private static Stream<ObjectNode> versions(ObjectNode module) {
        return objects(module.withArray("versions"));
    }

    private static Stream<ObjectNode> objects(ArrayNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .filter(ObjectNode.class::isInstance)
                .map(ObjectNode.class::cast);
    }

    private static Optional<String> text(Map<?, ?> members, String name) {
        return members.get(name) instanceof String text ? Optional.of(text) : Optional.empty();
    }
}
