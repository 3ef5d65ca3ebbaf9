package com.a64platform.core.licenseserver;

import com.a64platform.core.crypto.JsonMembers;
import com.a64platform.core.crypto.MalformedDocumentException;
import com.a64platform.core.crypto.StrictJson;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** What operators do: issue, renew, revoke, release and look. Who they are was checked before. Thread-safe. */
final class Office {
    private static final int PAGE = 500;
    /** Whoever has it wants nothing but to know whether the terms make a license. */
    private static final String SOMEBODY = "0".repeat(64);

    private final Ledger ledger;
    private final Mint mint;
    private final ActivationCodes codes;
    private final Watches watches;
    private final Clock clock;

    Office(Ledger ledger, Mint mint, ActivationCodes codes, Watches watches, Clock clock) {
        this.ledger = ledger;
        this.mint = mint;
        this.codes = codes;
        this.watches = watches;
        this.clock = clock;
    }

    /** An entitlement with an activation code for each installation. The codes are told this once. */
    ObjectNode issue(JsonMembers request) throws MalformedDocumentException {
        var reader = new TermsReader(request);
        var terms = reader.terms();
        var now = now();
        var end = reader.days().map(days -> now.plus(Duration.ofDays(days)));
        List<Grant> grants = new ArrayList<>();
        var id = UUID.randomUUID().toString();
        for (int i = reader.installations(); i > 0; i--) {
            grants.add(new Grant(UUID.randomUUID().toString(), id, Optional.empty()));
        }
        var entitlement = new Entitlement(
                id,
                terms,
                1,
                now,
                end,
                Optional.empty(),
                grants.stream().map(Grant::id).toList());
        requireLicense(entitlement, grants.get(0));
        List<String> fresh = grants.stream().map(grant -> codes.fresh()).toList();
        ledger.change(() -> {
            ledger.put(entitlement);
            for (int i = 0; i < grants.size(); i++) {
                ledger.put(grants.get(i));
                ledger.putCode(codes.mac(fresh.get(i)), grants.get(i));
            }
            return id;
        });
        var answer = StrictJson.object().put("id", id);
        end.ifPresent(time -> answer.put("until", time.toString()));
        fresh.forEach(answer.putArray("codes")::add);
        return answer;
    }

    private void requireLicense(Entitlement entitlement, Grant grant) {
        try {
            mint.license(entitlement, grant, SOMEBODY);
        } catch (IllegalArgumentException wrong) {
            throw new Refusal(422, "INVALID", "The license would not hold: " + wrong.getMessage() + ".");
        }
    }

    /** The same with a later end; each installation gets its next license when it asks the next time. */
    ObjectNode renew(JsonMembers request) throws MalformedDocumentException {
        var license = request.text("license");
        long days = request.number("days");
        if (days < 1 || days > 36_500) {
            throw new Refusal(422, "INVALID", "The request is refused: days must be between 1 and 36500.");
        }
        var renewed = ledger.change(() -> {
            var old = find(license);
            var now = now();
            var from = old.until().filter(end -> end.isAfter(now)).orElse(now);
            if (old.revokedAt().isPresent()) {
                throw new Refusal(409, "REVOKED", "What was revoked is not renewed; issue a new one.");
            }
            if (old.until().isEmpty()) {
                throw new Refusal(409, "ENDLESS", "This license has no end to renew.");
            }
            var after = old.renewed(now, from.plus(Duration.ofDays(days)));
            ledger.put(after);
            noteChange(after);
            return after;
        });
        tell(renewed);
        return StrictJson.object()
                .put("id", renewed.id())
                .put("until", renewed.until().orElseThrow().toString());
    }

    /** Takes back every license of an entitlement, for ever. Doing it twice is the same as once. */
    ObjectNode revoke(JsonMembers request) throws MalformedDocumentException {
        var license = request.text("license");
        var revoked = ledger.change(() -> {
            var after = find(license).revoked(now());
            ledger.put(after);
            noteChange(after);
            return after;
        });
        tell(revoked);
        var answer = StrictJson.object().put("id", revoked.id());
        var statuses = answer.putArray("statuses");
        statuses(revoked).forEach(statuses::add);
        return answer;
    }

    /** One for each license that was ever handed out, for platforms that cannot ask. */
    private Stream<String> statuses(Entitlement revoked) {
        return ledger.grantsOf(revoked).stream()
                .filter(grant -> grant.binding().isPresent())
                .flatMap(grant -> Stream.iterate(1, generation -> generation + 1)
                        .limit(revoked.generation())
                        .map(grant::license))
                .map(license -> mint.status(license, revoked.revokedAt().orElseThrow()));
    }

    /** Lets a platform that was found to be a copy, or that was restored, use its license again. */
    ObjectNode release(JsonMembers request) throws MalformedDocumentException {
        var license = request.text("license");
        var released = ledger.change(() -> {
            var grant = ledger.grant(Grant.idOf(license))
                    .filter(one -> one.binding().isPresent())
                    .orElseThrow(Office::unknown)
                    .released();
            ledger.put(grant);
            return ledger.entitlement(grant.entitlement()).orElseThrow();
        });
        return StrictJson.object().put("id", released.id());
    }

    /** What there is, with its installations, their seats and what copies were found; {@code next} when there is more. */
    ObjectNode report(String after) {
        return ledger.change(() -> {
            var found = ledger.entitlementsAfter(after, PAGE);
            var answer = StrictJson.object();
            var list = answer.putArray("licenses");
            found.forEach(entitlement -> list.add(Report.of(entitlement, ledger.grantsOf(entitlement))));
            if (found.size() == PAGE) {
                answer.put("next", found.get(PAGE - 1).id());
            }
            return answer;
        });
    }

    /** By its own id or by that of one of its licenses. */
    private Entitlement find(String id) {
        return ledger.entitlement(id)
                .or(() -> ledger.grant(Grant.idOf(id)).flatMap(grant -> ledger.entitlement(grant.entitlement())))
                .orElseThrow(Office::unknown);
    }

    private static Refusal unknown() {
        return new Refusal(404, "UNKNOWN", "There is no such license here; GET /licenses lists them.");
    }

    private void noteChange(Entitlement entitlement) {
        installations(entitlement).forEach(ledger::changed);
    }

    private void tell(Entitlement entitlement) {
        installations(entitlement).forEach(watches::changed);
    }

    private Stream<String> installations(Entitlement entitlement) {
        return ledger.grantsOf(entitlement).stream()
                .flatMap(grant -> grant.binding().stream())
                .map(Grant.Binding::installation)
                .distinct();
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS);
    }
}
