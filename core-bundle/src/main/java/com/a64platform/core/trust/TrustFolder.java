package com.a64platform.core.trust;

import com.a64platform.core.crypto.DocumentType;
import com.a64platform.core.crypto.MalformedDocumentException;
import com.a64platform.core.platform.DurableFile;
import com.a64platform.core.platform.Home;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where trust starts: a folder with {@code root.json}, the documents that followed it, and publishers' statements.
 *
 * @param anchor the folder a person filled
 * @param updates where the following root documents are kept, as {@code root-N.json}
 * @param statements who licenses whose modules, as {@code NAME.json}
 */
record TrustFolder(Path anchor, Path updates, Path statements) {
    private static final String ROOT = "root.json";

    /** The folder of an anchor, whether it is there or not. */
    static TrustFolder of(Home home, String anchor) {
        var state = home.data().resolve("trust");
        var statements = conf(home).resolve("publishers");
        return switch (anchor) {
            case Anchor.DEFAULT -> new TrustFolder(conf(home), state.resolve("roots"), statements);
            case Anchor.DEVELOPMENT -> {
                var keys = home.data().resolve("dev-keys");
                yield new TrustFolder(keys, state.resolve("dev-roots"), keys.resolve("publishers"));
            }
            default ->
                new TrustFolder(
                        registries(home).resolve(anchor),
                        state.resolve("registries").resolve(anchor),
                        statements);
        };
    }

    /** What people put there. */
    static Path conf(Home home) {
        return home.conf().resolve("trust");
    }

    /** One folder for each registry that was added. */
    static Path registries(Home home) {
        return conf(home).resolve("registries");
    }

    /**
     * The newest root that follows from the anchor; empty when there is no anchor.
     *
     * @throws ProblemException TRUST_METADATA_INVALID when a document does not hold
     */
    Optional<Root> root() {
        var first = read(anchor.resolve(ROOT), DocumentType.ROOT.maxBytes());
        if (first.isEmpty()) {
            return Optional.empty();
        }
        var file = anchor.resolve(ROOT);
        try {
            var root = Root.anchor(first.get());
            for (var next = update(root); next.isPresent(); next = update(root)) {
                file = updateFile(root);
                root = root.next(next.get());
            }
            return Optional.of(root);
        } catch (MalformedDocumentException e) {
            throw new ProblemException(
                    ErrorCode.TRUST_METADATA_INVALID,
                    "The root document " + file.getFileName() + " of this home does not hold (" + e.getMessage()
                            + "); put the one from your registry's operator in its place.",
                    e);
        }
    }

    /** Keeps the document that follows this root; {@link Root#next} has accepted it. */
    void keep(Root root, byte[] next) {
        try {
            Files.createDirectories(updates);
            DurableFile.write(updateFile(root), next);
        } catch (IOException e) {
            throw new ProblemException(
                    ErrorCode.INTERNAL_ERROR, "The new root document cannot be kept; make room in the home.", e);
        }
    }

    /** A publisher's statement; the name has been checked to be one. */
    Optional<byte[]> statement(String publisher) {
        return read(statementFile(publisher), DocumentType.PUBLISHER.maxBytes());
    }

    Path statementFile(String publisher) {
        return statements.resolve(publisher + ".json");
    }

    /** Keeps a statement that has been verified. */
    void keepStatement(String publisher, byte[] statement) {
        try {
            Files.createDirectories(statements);
            DurableFile.write(statements.resolve(publisher + ".json"), statement);
        } catch (IOException e) {
            throw new ProblemException(
                    ErrorCode.INTERNAL_ERROR, "The publisher's statement cannot be kept; make room in the home.", e);
        }
    }

    private Optional<byte[]> update(Root root) {
        return read(updateFile(root), DocumentType.ROOT.maxBytes());
    }

    private Path updateFile(Root root) {
        return updates.resolve("root-" + (root.version() + 1) + ".json");
    }

    static Optional<byte[]> read(Path file, int limit) {
        try (var in = Files.newInputStream(file)) {
            // one byte more than the limit lets the envelope's own check refuse it
            return Optional.of(in.readNBytes(limit + 1));
        } catch (NoSuchFileException absent) {
            return Optional.empty();
        } catch (IOException e) {
            throw new ProblemException(
                    ErrorCode.TRUST_METADATA_INVALID,
                    "The file " + file.getFileName() + " of this home's trust cannot be read; check its rights.",
                    e);
        }
    }
}
