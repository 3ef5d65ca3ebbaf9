package com.a64platform.core.leases;

import com.a64platform.core.crypto.JsonMembers;
import com.a64platform.core.crypto.MalformedDocumentException;
import java.util.Optional;

/** What became of asking a license server about a license. Nothing in it is to be believed before its signature is. */
public sealed interface ServerAnswer {
    /**
     * The server says that the license holds.
     *
     * @param license the license as it is now: a renewed one, or that of an activation code
     * @param lease signed
     */
    record Valid(String license, String lease) implements ServerAnswer {
        @Override
        public String toString() {
            return "Valid";
        }
    }

    /**
     * The server says that it does not hold. Only a signed status takes a license away; all else here is a hint.
     *
     * @param reason in capitals, such as {@code COPIED}
     * @param advice a sentence for a person
     * @param status signed; empty when there is none
     */
    record Invalid(String reason, String advice, Optional<String> status) implements ServerAnswer {}

    /**
     * There is no answer; nothing follows from that for a license.
     *
     * @param why the rest of a sentence that begins with the server, such as {@code does not answer}
     */
    record Unreachable(String why) implements ServerAnswer {}

    /** Reads the body of an answer. */
    static ServerAnswer read(JsonMembers answer) throws MalformedDocumentException {
        if (!answer.has("valid")) {
            throw new MalformedDocumentException("The member 'valid' is missing");
        }
        if (answer.flag("valid")) {
            return new Valid(answer.text("license"), answer.text("lease"));
        }
        return new Invalid(
                plain(answer.text("reason"), "[^A-Z_]", 40),
                plain(answer.text("error"), "\\p{Cntrl}", 300),
                answer.optionalText("status"));
    }

    /** It is logged and shown, and anybody in the server's place could have written it. */
    private static String plain(String text, String except, int limit) {
        var plain = text.replaceAll(except, "?");
        return plain.length() > limit ? plain.substring(0, limit) : plain;
    }
}
