package com.a64platform.core.trust;

import com.a64platform.core.crypto.DocumentType;
import com.a64platform.core.crypto.Envelope;
import com.a64platform.core.crypto.MalformedDocumentException;
import com.a64platform.core.crypto.SigningKey;
import com.a64platform.core.crypto.StrictJson;
import com.a64platform.core.fuzz.Fuzzing;
import com.a64platform.core.fuzz.JsonGrammar;
import com.a64platform.core.fuzz.Mutations;
import com.a64platform.core.problem.ProblemException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Documents of a registry and of publishers, with signatures that hold and without. */
@Tag("attack")
class TrustFuzzTest {
    private static final JsonGrammar GRAMMAR = JsonGrammar.of(
            "version",
            "issuedAt",
            "expires",
            "registry",
            "modules",
            "name",
            "publisher",
            "latest",
            "versions",
            "sha256",
            "length",
            "descriptor",
            "yanked");

    @TempDir
    Path folder;

    private TrustWorld world;

    @BeforeEach
    void makeWorld() {
        world = new TrustWorld(folder);
        world.anchor(world.root(1, "root"));
    }

    @Test
    void readsOrRefusesEveryPayload() {
        Fuzzing.of("catalog", MalformedDocumentException.class)
                .run(10_000, Mutations.of(StrictJson.write(world.catalogDocument(1))), CatalogDocument::read);
        Fuzzing.of("catalog by grammar", MalformedDocumentException.class)
                .run(
                        4_000,
                        random -> random.nextInt(4) == 0
                                ? StrictJson.write(world.catalogDocument(1))
                                : GRAMMAR.next(random),
                        CatalogDocument::read);
        Fuzzing.of("publisher", MalformedDocumentException.class)
                .run(
                        5_000,
                        Mutations.of(StrictJson.write(world.statementDocument("acme", 1, "issuer"))),
                        PublisherStatement::read);
        var statement = artifact();
        Fuzzing.of("artifact", MalformedDocumentException.class)
                .run(5_000, Mutations.of(statement.unverifiedPayload()), ArtifactStatement::read);
    }

    @Test
    void readsOrRefusesEverySignedRoot() {
        SigningKey root = world.key("root");
        Fuzzing.of("root", MalformedDocumentException.class)
                .run(
                        1_500,
                        Mutations.of(StrictJson.write(world.rootDocument(1))),
                        payload -> Root.anchor(Envelope.sign(DocumentType.ROOT.mediaType(), payload, List.of(root))));
        Fuzzing.of("root, signed before it was changed", MalformedDocumentException.class)
                .run(1_000, Mutations.of(world.root(1, "root")), Root::anchor);
    }

    @Test
    void readsOrRefusesEveryCatalogAndTimestamp() {
        byte[] catalog = world.catalog(1);
        var trust = world.trust();
        SigningKey key = world.key("timestamp");
        Fuzzing.of("timestamp", ProblemException.class)
                .run(
                        500,
                        Mutations.of(StrictJson.write(world.timestampDocument(1, 1, catalog))),
                        payload -> trust.verifyCatalog(
                                "default",
                                Envelope.sign(DocumentType.TIMESTAMP.mediaType(), payload, List.of(key)),
                                catalog));
    }

    /** On a home of its own: one that was accepted with a higher number forbids all lower ones from then on. */
    @Test
    void readsOrRefusesEveryTimestampThatWasChangedAfterItWasSigned() {
        byte[] catalog = world.catalog(1);
        var trust = world.trust();
        Fuzzing.of("timestamp, signed before it was changed", ProblemException.class)
                .run(
                        500,
                        Mutations.of(world.timestamp(1, 1, catalog)),
                        timestamp -> trust.verifyCatalog("default", timestamp, catalog));
    }

    private Envelope artifact() {
        try {
            return DocumentType.ARTIFACT.parse(world.signature("farm-manager", "1.0.0", "acme", "acme"));
        } catch (MalformedDocumentException e) {
            throw new IllegalStateException(e);
        }
    }
}
