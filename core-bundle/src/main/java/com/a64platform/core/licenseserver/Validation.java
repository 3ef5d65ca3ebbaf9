package com.a64platform.core.licenseserver;

import com.a64platform.core.crypto.StrictJson;
import com.a64platform.core.leases.Question;
import com.a64platform.core.licenseserver.Grant.Binding;
import com.a64platform.core.licenseserver.Grant.Fork;
import com.a64platform.core.licenseserver.Grant.Leased;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;

/**
 * Answers installations: a license for a code, a lease for a license. A question's counter is one more than the sequence of
 * the newest lease. Of a platform and its copy one asks with a counter that the other has used, and with another nonce: it
 * is refused as COPIED, until an operator releases the license. Thread-safe.
 */
final class Validation {
    private static final Duration CLOCKS_DIFFER = Duration.ofHours(24);

    private final Ledger ledger;
    private final Mint mint;
    private final ActivationCodes codes;
    private final Clock clock;
    private final ServerLog log;

    Validation(Ledger ledger, Mint mint, ActivationCodes codes, Clock clock, ServerLog log) {
        this.ledger = ledger;
        this.mint = mint;
        this.codes = codes;
        this.clock = clock;
        this.log = log;
    }

    /** @param question whose signature was verified */
    ObjectNode answer(Question question, String address) {
        var now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        if (Duration.between(question.timestamp(), now).abs().compareTo(CLOCKS_DIFFER) > 0) {
            return invalid("CLOCK_WRONG", "This platform's clock differs by more than a day; correct it.");
        }
        return ledger.change(() -> {
            var answer = ActivationCodes.is(question.license())
                    ? exchanged(question, now)
                    : validated(question, address, now);
            log.line(
                    "validate",
                    "installation",
                    question.installation(),
                    "from",
                    address,
                    "outcome",
                    answer.path("reason").asText("VALID"));
            return answer;
        });
    }

    private ObjectNode exchanged(Question question, Instant now) {
        var found = ledger.grantOfCode(codes.mac(question.license()));
        if (found.isEmpty()) {
            return invalid("UNKNOWN_CODE", "There is no such activation code; check how it is spelled.");
        }
        var entitlement = ledger.entitlement(found.get().entitlement()).orElseThrow();
        var binding = found.get().binding();
        if (binding.filter(bound -> !bound.installation().equals(question.installation()))
                .isPresent()) {
            return invalid("CODE_USED", "This activation code was used by another platform; ask for one of your own.");
        }
        var refusal = entitled(entitlement, found.get(), question);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        if (entitlement.until().filter(end -> !now.isBefore(end)).isPresent()) {
            return invalid("EXPIRED", "What this code stands for has ended; ask for a renewal.");
        }
        var grant = binding.isPresent() ? found.get() : found.get().bound(question.installation(), now);
        return leased(entitlement, grant, question, now);
    }

    private ObjectNode validated(Question question, String address, Instant now) {
        var found = mint.idOf(question.license()).map(Grant::idOf).flatMap(ledger::grant);
        if (found.isEmpty()) {
            return invalid("UNKNOWN_LICENSE", "This license was not made here; ask its issuer which server knows it.");
        }
        var grant = found.get();
        var bound = grant.binding().filter(one -> one.installation().equals(question.installation()));
        if (bound.isEmpty()) {
            return invalid("WRONG_INSTALLATION", "This license is for another platform; ask for one of your own.");
        }
        var entitlement = ledger.entitlement(grant.entitlement()).orElseThrow();
        var refusal = entitled(entitlement, grant, question);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        if (again(bound.get(), question)) {
            return valid(entitlement, grant);
        }
        if (question.counter() <= bound.get().sequence() && !bound.get().released()) {
            ledger.put(grant.forked(new Fork(now, address, question.counter())));
            return invalid(
                    "COPIED",
                    "Another copy of this platform has used this license; stop the copy and ask the license's issuer to"
                            + " release it.");
        }
        return leased(entitlement, grant, question, now);
    }

    /** The answer before this one was lost on its way. */
    private static boolean again(Binding bound, Question question) {
        return bound.lease()
                .filter(lease -> lease.nonce().equals(question.nonce()) && lease.sequence() == question.counter())
                .isPresent();
    }

    private Optional<ObjectNode> entitled(Entitlement entitlement, Grant grant, Question question) {
        if (!entitlement.terms().module().equals(question.module())) {
            return Optional.of(invalid("WRONG_MODULE", "This is for another module."));
        }
        return entitlement.revokedAt().map(since -> revoked(entitlement, grant, question, since));
    }

    /** The status is for the license that was asked about; one who shows a code has the newest or none. */
    private ObjectNode revoked(Entitlement entitlement, Grant grant, Question question, Instant since) {
        var license = mint.idOf(question.license()).orElse(grant.license(entitlement.generation()));
        return invalid("REVOKED", "This license was revoked; ask its issuer why.")
                .put("status", mint.status(license, since));
    }

    private ObjectNode leased(Entitlement entitlement, Grant grant, Question question, Instant now) {
        var full = full(entitlement, grant, question);
        if (full.isPresent()) {
            return full.get();
        }
        var lease = new Leased(
                UUID.randomUUID().toString(),
                grant.license(entitlement.generation()),
                question.nonce(),
                Math.max(grant.binding().orElseThrow().sequence() + 1, question.counter()),
                now);
        var after = grant.leased(lease, question.seats(), now, ActivationCodes.is(question.license()));
        ledger.put(after);
        if (ledger.changeOf(question.installation()).isEmpty()) {
            ledger.changed(question.installation());
        }
        return valid(entitlement, after);
    }

    private Optional<ObjectNode> full(Entitlement entitlement, Grant grant, Question question) {
        if (entitlement.terms().seats().isEmpty()) {
            return Optional.empty();
        }
        int seats = entitlement.terms().seats().get();
        long elsewhere = ledger.grantsOf(entitlement).stream()
                .filter(other -> !other.id().equals(grant.id()))
                .flatMap(other -> other.binding().stream())
                .mapToLong(Binding::seats)
                .sum();
        return elsewhere + question.seats() <= seats
                ? Optional.empty()
                : Optional.of(invalid(
                        "SEATS_EXCEEDED",
                        question.seats() + " seats are taken here and " + elsewhere + " on other platforms, of " + seats
                                + " in all; free some or ask for more."));
    }

    private ObjectNode valid(Entitlement entitlement, Grant grant) {
        var binding = grant.binding().orElseThrow();
        return StrictJson.object()
                .put("valid", true)
                .put("license", mint.license(entitlement, grant, binding.installation()))
                .put("lease", mint.lease(entitlement, binding));
    }

    private static ObjectNode invalid(String reason, String sentence) {
        return StrictJson.object().put("valid", false).put("reason", reason).put("error", sentence);
    }
}
