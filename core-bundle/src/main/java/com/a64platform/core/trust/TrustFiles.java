package com.a64platform.core.trust;

import com.a64platform.core.crypto.DocumentType;
import com.a64platform.core.crypto.Ed25519;
import com.a64platform.core.crypto.Envelope;
import com.a64platform.core.crypto.JsonMembers;
import com.a64platform.core.crypto.MalformedDocumentException;
import com.a64platform.core.crypto.StrictJson;
import com.a64platform.core.descriptors.ModuleNames;
import com.a64platform.core.platform.DurableFile;
import com.a64platform.core.platform.Home;
import com.a64platform.core.platform.PrivateFile;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Puts into a home's trust what a person has decided, and takes it out again. Refused is what could not count. */
public record TrustFiles(Home home) {
    private static final String ENDING = ".json";

    /**
     * Trusts a publisher by its key.
     *
     * @throws ProblemException CONFLICT when the name or the key is somebody's already
     */
    public void addPublisher(Trust trust, String publisher, PublicKey key) {
        var file = publisherFile(publisher);
        var id = Ed25519.keyId(key);
        for (TrustReport.Document document : trust.report().documents()) {
            boolean named = document.publishers().containsKey(publisher);
            boolean used = document.roles().values().stream()
                            .anyMatch(keys -> keys.keyIds().contains(id))
                    || document.publishers().values().stream()
                            .anyMatch(keys -> keys.keyIds().contains(id));
            if (named || used) {
                throw new ProblemException(
                        ErrorCode.CONFLICT,
                        "The " + (named ? "publisher " + publisher : "key " + id) + " is known through "
                                + document.name() + " already, and one key has one role.");
            }
        }
        write(file, document(key));
    }

    /** @throws ProblemException NOT_FOUND when the home itself has not added it */
    public void removePublisher(String publisher) {
        var file = publisherFile(publisher);
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new ProblemException(
                    ErrorCode.NOT_FOUND,
                    "The publisher " + publisher
                            + " was not added here; one that a root document names goes by a new root"
                            + " document, or with its registry.");
        }
        try {
            DurableFile.delete(file);
        } catch (IOException e) {
            throw failed(file, e);
        }
    }

    /**
     * Takes a publisher's statement about issuers or about a name that it signs over.
     *
     * @return what it was, for people
     * @throws ProblemException TRUST_METADATA_INVALID for what is neither, PUBLISHER_UNKNOWN, SIGNATURE_INVALID
     */
    public String addDocument(Trust trust, byte[] document) {
        try {
            return addStatement(trust, document);
        } catch (MalformedDocumentException noStatement) {
            try {
                return addTransfer(trust, document);
            } catch (MalformedDocumentException neither) {
                throw new ProblemException(
                        ErrorCode.TRUST_METADATA_INVALID,
                        "The document is neither a publisher's statement nor one that signs a name over ("
                                + neither.getMessage() + ").",
                        neither);
            }
        }
    }

    /** The publishers that were added, each with its key: {@code conf/trust/added/NAME.json}. */
    Map<String, Signers> publishers() {
        Map<String, Signers> publishers = new TreeMap<>();
        for (Path file : publisherFiles()) {
            var name = file.getFileName().toString();
            publishers.put(name.substring(0, name.length() - ENDING.length()), signers(file));
        }
        return publishers;
    }

    private static Signers signers(Path file) {
        try {
            var content = new PrivateFile(file).read().orElse(new byte[0]);
            JsonMembers members = StrictJson.read(content, Set.of("keyId", "key"));
            var key = Ed25519.decode(members.text("key"));
            if (!Ed25519.keyId(key).equals(members.text("keyId"))) {
                throw new MalformedDocumentException("the key is filed under the id of another");
            }
            return new Signers(1, List.of(key));
        } catch (MalformedDocumentException | PrivateFile.Exposed e) {
            throw new ProblemException(
                    ErrorCode.TRUST_METADATA_INVALID,
                    "The added publisher " + file.getFileName() + " does not hold (" + e.getMessage()
                            + "); remove it and add it again.",
                    e);
        }
    }

    private List<Path> publisherFiles() {
        var folder = added();
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (var entries = Files.newDirectoryStream(folder, "*" + ENDING)) {
            List<Path> files = new ArrayList<>();
            entries.forEach(files::add);
            return files;
        } catch (IOException e) {
            throw new UncheckedIOException("The folder " + folder + " cannot be read", e);
        }
    }

    private Path added() {
        return TrustFolder.conf(home).resolve("added");
    }

    private Path publisherFile(String publisher) {
        if (!ModuleNames.valid(publisher)) {
            throw new ProblemException(
                    ErrorCode.VALIDATION_FAILED,
                    "A publisher's name has 2 to 50 lower-case letters, digits and hyphens and begins with a letter.");
        }
        return added().resolve(publisher + ENDING);
    }

    private static byte[] document(PublicKey key) {
        return StrictJson.write(
                StrictJson.object().put("keyId", Ed25519.keyId(key)).put("key", Ed25519.encode(key)));
    }

    private String addStatement(Trust trust, byte[] document) throws MalformedDocumentException {
        var envelope = DocumentType.PUBLISHER.parse(document);
        var statement = PublisherStatement.read(envelope.unverifiedPayload());
        requireSigned(trust, statement.publisher(), envelope);
        write(TrustFolder.of(home, Anchor.DEFAULT).statementFile(statement.publisher()), document);
        return "of " + statement.publisher() + " about who licenses its modules";
    }

    private String addTransfer(Trust trust, byte[] document) throws MalformedDocumentException {
        var envelope = DocumentType.TRANSFER.parse(document);
        var statement = TransferStatement.read(envelope.unverifiedPayload());
        requireSigned(trust, statement.from(), envelope);
        write(TrustFolder.conf(home).resolve("transfers").resolve(statement.module() + ".json"), document);
        return "that signs " + statement.module() + " over to " + statement.to();
    }

    private static void requireSigned(Trust trust, String publisher, Envelope envelope) {
        if (!trust.signedBy(publisher, envelope)) {
            throw new ProblemException(
                    ErrorCode.SIGNATURE_INVALID,
                    "The document is not signed by " + publisher + " with keys that count.");
        }
    }

    private static void write(Path file, byte[] content) {
        try {
            var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
            Files.createDirectories(file.getParent(), ownerOnly);
            DurableFile.writePrivate(file, content);
        } catch (IOException e) {
            throw failed(file, e);
        }
    }

    private static ProblemException failed(Path file, IOException cause) {
        return new ProblemException(
                ErrorCode.INTERNAL_ERROR,
                "The file " + file.getFileName()
                        + " of this home's trust cannot be changed; check its rights and space.",
                cause);
    }
}
