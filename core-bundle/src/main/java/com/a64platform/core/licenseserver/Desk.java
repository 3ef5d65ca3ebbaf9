package com.a64platform.core.licenseserver;

import com.a64platform.core.crypto.JsonMembers;
import com.a64platform.core.crypto.MalformedDocumentException;
import com.a64platform.core.crypto.StrictJson;
import com.a64platform.core.leases.Question;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Takes every request to whom it is for, and keeps out who may not or comes too often. Thread-safe. */
final class Desk {
    private final Validation validation;
    private final Watches watches;
    private final Office office;
    private final OperatorToken operator;
    private final Tries guesses;
    private final Tries questions;
    private final ServerLog log;

    /**
     * @param guesses for what could be guessed: codes and tokens, and for what is no question at all
     * @param questions for questions about licenses that are known
     */
    Desk(
            Validation validation,
            Watches watches,
            Office office,
            OperatorToken operator,
            Tries guesses,
            Tries questions,
            ServerLog log) {
        this.validation = validation;
        this.watches = watches;
        this.office = office;
        this.operator = operator;
        this.guesses = guesses;
        this.questions = questions;
        this.log = log;
    }

    /**
     * A request, whole.
     *
     * @param address who sends it, for limits and the log
     * @param query the parameter {@code after}; empty when there is none
     */
    record Call(String method, String path, String after, String address, String authorization, byte[] body) {}

    /** @throws Refusal when it is not answered */
    CompletionStage<ObjectNode> answer(Call call) {
        return switch (call.method() + " " + call.path()) {
            case "GET /health" -> now(StrictJson.object().put("status", "healthy"));
            case "POST /validate" -> now(validate(call));
            case "POST /watch" -> watch(call);
            case "POST /licenses" -> now(operate(call, "issue", office::issue));
            case "POST /licenses/renew" -> now(operate(call, "renew", office::renew));
            case "POST /licenses/revoke" -> now(operate(call, "revoke", office::revoke));
            case "POST /licenses/release" -> now(operate(call, "release", office::release));
            case "GET /licenses" -> {
                admit(call);
                yield now(office.report(call.after()));
            }
            default -> throw new Refusal(404, "NOT_FOUND", "There is nothing here.");
        };
    }

    private ObjectNode validate(Call call) {
        var question = question(call, Question.Kind.VALIDATE);
        if (ActivationCodes.is(question.license())) {
            guesses.count(address(call));
            guesses.count(question.installation());
        } else {
            questions.count(question.installation());
        }
        return validation.answer(question, call.address());
    }

    private CompletionStage<ObjectNode> watch(Call call) {
        var question = question(call, Question.Kind.WATCH);
        questions.count("watch " + question.installation());
        return watches.wait(question);
    }

    /** What is no question of an installation costs its sender a try. */
    private Question question(Call call, Question.Kind kind) {
        try {
            return Question.read(kind, call.body());
        } catch (MalformedDocumentException e) {
            guesses.count(address(call));
            throw Refusal.malformed("This is no question of an installation: " + e.getMessage() + ".");
        }
    }

    @FunctionalInterface
    private interface Deed {
        ObjectNode of(JsonMembers request) throws MalformedDocumentException;
    }

    private ObjectNode operate(Call call, String name, Deed deed) {
        admit(call);
        try {
            var answer = deed.of(StrictJson.read(call.body(), Set.of()));
            log.line(name, "license", answer.path("id").asText(), "from", call.address(), "outcome", "DONE");
            return answer;
        } catch (MalformedDocumentException e) {
            throw Refusal.malformed("The request cannot be read: " + e.getMessage() + ".");
        }
    }

    private void admit(Call call) {
        if (!operator.carriedBy(call.authorization())) {
            guesses.count(address(call));
            log.line("operator", "from", call.address(), "outcome", "REFUSED");
            throw new Refusal(401, "UNAUTHENTICATED", "Send the operator's token as a bearer token.");
        }
    }

    /** Who has one IPv6 address has its whole network of 64 bits. */
    private static String address(Call call) {
        try {
            var bytes = InetAddress.getByName(call.address()).getAddress();
            return HexFormat.of().formatHex(bytes, 0, Math.min(bytes.length, 8));
        } catch (UnknownHostException noNumber) {
            return call.address();
        }
    }

    private static CompletionStage<ObjectNode> now(ObjectNode answer) {
        return CompletableFuture.completedFuture(answer);
    }
}
