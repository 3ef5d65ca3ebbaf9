package com.a64platform.core.trust;

import com.a64platform.core.crypto.MalformedDocumentException;
import com.a64platform.core.descriptors.ModuleNames;
import com.a64platform.core.memory.MonotonicMemory;
import com.a64platform.core.platform.Home;
import com.a64platform.core.platform.Mode;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The root documents that count, the first before the next: the one in {@code conf/trust/}, those of the registries that
 * were added, the publishers that the home itself trusts, and in development mode the one of the home's own keys. Read
 * anew each time, so that what a person puts there counts at once. Thread-safe.
 */
final class Anchors {
    private static final Logger log = LoggerFactory.getLogger(Anchors.class);

    private final Home home;
    private final Mode mode;
    private final MonotonicMemory memory;

    Anchors(Home home, Mode mode, MonotonicMemory memory) {
        this.home = home;
        this.mode = mode;
        this.memory = memory;
    }

    /**
     * What was found.
     *
     * @param leftOut why a document does not count, by the anchor's name; the others do all the same
     */
    record Found(List<Anchor> anchors, Map<String, String> leftOut) {}

    /**
     * Those that count; none in a home that trusts nobody yet.
     *
     * @throws ProblemException TRUST_METADATA_INVALID when the home's first root document does not hold
     */
    List<Anchor> all() {
        var found = find();
        found.leftOut().forEach((name, why) -> log.warn("The trust in {} does not count: {}", name, why));
        return found.anchors();
    }

    Found find() {
        List<Anchor> anchors = new ArrayList<>();
        Map<String, String> leftOut = new LinkedHashMap<>();
        anchor(Anchor.DEFAULT).ifPresent(anchors::add);
        for (String registry : registries()) {
            add(registry, () -> anchor(registry), anchors, leftOut);
        }
        add(Anchor.HOME, this::added, anchors, leftOut);
        if (mode == Mode.DEVELOPMENT) {
            add(Anchor.DEVELOPMENT, () -> anchor(Anchor.DEVELOPMENT), anchors, leftOut);
        }
        return new Found(List.copyOf(anchors), leftOut);
    }

    /** The root documents that speak for a registry. */
    List<Anchor> of(String registry) {
        if (registries().contains(registry)) {
            anchor(registry); // says why it does not hold, if it does not
        }
        return all().stream().filter(anchor -> anchor.speaksFor(registry)).toList();
    }

    /** Takes the document that follows the present root, which may have expired: only the last of a chain must be fresh. */
    void accept(String registry, byte[] envelope) {
        of(registry).stream().findFirst().ifPresent(anchor -> accept(anchor, envelope));
    }

    private void accept(Anchor anchor, byte[] envelope) {
        try {
            if (Root.anchor(envelope).version() <= anchor.root().version()) {
                return;
            }
            var next = anchor.root().next(envelope);
            anchor.folder().orElseThrow().keep(anchor.root(), envelope);
            if (anchor.ofRegistry()) {
                memory.remember(state -> state.withCounter(anchor.counter(), next.version()));
            }
        } catch (MalformedDocumentException e) {
            throw new ProblemException(
                    ErrorCode.TRUST_METADATA_INVALID,
                    "The registry's root document does not follow the one this home has (" + e.getMessage()
                            + "); ask its operator for the documents in between.",
                    e);
        }
    }

    private Optional<Anchor> anchor(String name) {
        var folder = TrustFolder.of(home, name);
        var anchor = folder.root().map(root -> new Anchor(name, Optional.of(folder), root));
        anchor.filter(Anchor::ofRegistry).ifPresent(this::requireNotOlder);
        return anchor;
    }

    private Optional<Anchor> added() {
        var publishers = new TrustFiles(home).publishers();
        return publishers.isEmpty()
                ? Optional.empty()
                : Optional.of(new Anchor(Anchor.HOME, Optional.empty(), Root.ofPublishers(publishers)));
    }

    /** One key has one role, in all documents together: the first that names it stands, the other does not count. */
    private static void add(
            String name, Supplier<Optional<Anchor>> read, List<Anchor> anchors, Map<String, String> leftOut) {
        try {
            var anchor = read.get();
            var conflict = anchor.flatMap(one -> conflict(one, anchors));
            conflict.ifPresent(why -> leftOut.put(name, why));
            anchor.filter(one -> conflict.isEmpty()).ifPresent(anchors::add);
        } catch (ProblemException refused) {
            leftOut.put(name, refused.detail());
        }
    }

    private static Optional<String> conflict(Anchor added, List<Anchor> before) {
        var roles = added.root().roles();
        for (Anchor anchor : before) {
            for (var known : anchor.root().roles().entrySet()) {
                var role = roles.getOrDefault(known.getKey(), known.getValue());
                if (!role.equals(known.getValue())) {
                    return Optional.of("The key " + known.getKey() + " is " + role + " there and " + known.getValue()
                            + " in the trust of " + anchor.name() + ", and one key has one role.");
                }
            }
        }
        return Optional.empty();
    }

    private List<String> registries() {
        var folder = TrustFolder.registries(home);
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (var entries = Files.list(folder)) {
            return entries.map(Path::getFileName)
                    .map(Path::toString)
                    .filter(ModuleNames::valid)
                    .filter(name -> !Anchor.RESERVED.contains(name))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("The folder " + folder + " cannot be read", e);
        }
    }

    private void requireNotOlder(Anchor anchor) {
        long seen = memory.recall().counter(anchor.counter());
        if (anchor.root().version() < seen) {
            throw new ProblemException(
                    ErrorCode.TRUST_METADATA_INVALID,
                    "This home's root document has version " + anchor.root().version() + ", but version " + seen
                            + " was in use before; restore data/trust from a backup or put the newer root.json into"
                            + " conf/trust/.");
        }
    }
}
