package com.a64platform.core.trust;

import com.a64platform.core.crypto.DocumentType;
import com.a64platform.core.crypto.MalformedDocumentException;
import com.a64platform.core.crypto.StrictJson;
import com.a64platform.core.descriptors.ModuleNames;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import java.nio.file.Path;
import java.util.Set;

/**
 * A publisher's signed word that a module's name is another's from now on, in {@code conf/trust/transfers/MODULE.json}. A
 * publisher may name itself, to take the name to another registry.
 *
 * @param sequence the how manieth time the name is signed over, from 1: an old statement does not count again
 * @param from who signs
 * @param to whose it is then
 */
public record TransferStatement(String module, long sequence, String from, String to) {
    private static final Set<String> UNDERSTOOD = Set.of("module", "sequence", "from", "to");

    /** Reads the payload of a statement, whoever signed it. */
    public static TransferStatement read(byte[] payload) throws MalformedDocumentException {
        var members = StrictJson.read(payload, UNDERSTOOD);
        var statement = new TransferStatement(
                members.text("module"), members.number("sequence"), members.text("from"), members.text("to"));
        if (!ModuleNames.valid(statement.module())
                || !ModuleNames.valid(statement.from())
                || !ModuleNames.valid(statement.to())
                || statement.sequence() < 1) {
            throw new MalformedDocumentException("It has no proper names or number");
        }
        return statement;
    }

    /** The payload to sign. */
    public byte[] write() {
        return StrictJson.write(StrictJson.object()
                .put("module", module)
                .put("sequence", sequence)
                .put("from", from)
                .put("to", to));
    }

    /**
     * Whether the owner has signed the name over to this publisher.
     *
     * @throws ProblemException TRUST_METADATA_INVALID when there is a statement for that, and it does not hold
     */
    static boolean allows(Path folder, Publishers publishers, String module, Names.Owner owner, String publisher) {
        if (!ModuleNames.valid(module)) {
            return false;
        }
        var document = TrustFolder.read(folder.resolve(module + ".json"), DocumentType.TRANSFER.maxBytes());
        try {
            return document.isPresent() && allows(document.get(), publishers, owner, module, publisher);
        } catch (MalformedDocumentException e) {
            throw new ProblemException(
                    ErrorCode.TRUST_METADATA_INVALID,
                    "The statement that signs " + module + " over does not hold (" + e.getMessage() + "); get it from "
                            + owner.publisher() + " again.",
                    e);
        }
    }

    private static boolean allows(
            byte[] document, Publishers publishers, Names.Owner owner, String module, String publisher)
            throws MalformedDocumentException {
        var envelope = DocumentType.TRANSFER.parse(document);
        if (read(envelope.unverifiedPayload()).sequence() != owner.sequence() + 1) {
            return false; // of another time: nothing to complain about
        }
        var payload = publishers
                .open(owner.publisher(), envelope)
                .orElseThrow(() -> new MalformedDocumentException("it is not signed by " + owner.publisher()));
        return read(payload).equals(new TransferStatement(module, owner.sequence() + 1, owner.publisher(), publisher));
    }
}
