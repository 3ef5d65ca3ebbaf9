package com.a64platform.core.licenseserver;

import com.a64platform.core.crypto.StrictJson;
import com.a64platform.core.leases.Question;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Installations that wait to hear of a change. Each has one place; a second wait ends the first. Waiting takes no thread.
 * Thread-safe.
 */
final class Watches {
    private static final int MOST = 20_000;

    private final Ledger ledger;
    private final Duration patience;
    private final Map<String, CompletableFuture<Boolean>> waiting = new ConcurrentHashMap<>();

    /** @param patience how long one waits when nothing changes */
    Watches(Ledger ledger, Duration patience) {
        this.ledger = ledger;
        this.patience = patience;
    }

    /** The number of the installation's last change, as soon as it is another than the one the question names. */
    CompletionStage<ObjectNode> wait(Question question) {
        var installation = question.installation();
        var place = new CompletableFuture<Boolean>();
        // the place first: a change between the look and the wait must not be missed
        var before = waiting.put(installation, place);
        if (before != null) {
            before.complete(true);
        }
        long known = ledger.change(() -> ledger.changeOf(installation))
                .orElseThrow(() -> leave(
                        installation,
                        place,
                        new Refusal(
                                403,
                                "UNKNOWN_INSTALLATION",
                                "This platform has no license here; exchange a code first.")));
        if (known != question.counter()) {
            place.complete(true);
        }
        if (waiting.size() > MOST) {
            throw leave(installation, place, new Refusal(503, "TOO_MANY", "Too many platforms wait; try again later."));
        }
        return place.completeOnTimeout(true, patience.toMillis(), TimeUnit.MILLISECONDS)
                .thenApplyAsync(end -> {
                    waiting.remove(installation, place);
                    long number =
                            ledger.change(() -> ledger.changeOf(installation)).orElse(0L);
                    return StrictJson.object().put("change", number);
                });
    }

    /** Something has changed for an installation, and the ledger knows. */
    void changed(String installation) {
        var place = waiting.get(installation);
        if (place != null) {
            place.completeAsync(() -> true);
        }
    }

    private Refusal leave(String installation, CompletableFuture<Boolean> place, Refusal why) {
        waiting.remove(installation, place);
        return why;
    }
}
