package com.a64platform.core.engine;

import com.a64platform.core.operations.Operation;
import com.a64platform.core.operations.OperationState;
import com.a64platform.core.problem.ErrorCode;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The operations that have ended: how long they are kept, and what comes to light about them later. That is added by
 * compare, so that what somebody else adds in between is not lost.
 */
final class History {
    /** A clock that jumps ahead must not take everything away. */
    private static final int NEWEST_KEPT = 1000;

    private static final Logger log = LoggerFactory.getLogger(History.class);

    private final OperationJournal journal;
    private final Clock clock;
    private final Consumer<Operation> unclean;

    /** @param unclean hears of every operation whose state is another now */
    History(OperationJournal journal, Clock clock, Consumer<Operation> unclean) {
        this.journal = journal;
        this.clock = clock;
        this.unclean = unclean;
    }

    boolean remark(String id, String remark) {
        return amend(id, operation -> operation.remarked(remark, clock.instant()));
    }

    boolean foundUnclean(String id, ErrorCode code, String detail) {
        return amend(id, operation -> {
            var remarked = operation.remarked(detail, clock.instant());
            var why = operation.failure().orElse(new Operation.Failure(code.slug(), detail));
            return remarked.failed(why, remarked.updatedAt()).in(OperationState.UNCLEAN, remarked.updatedAt());
        });
    }

    /** An operation that is not there any more needs no amending. */
    private boolean amend(String id, UnaryOperator<Operation> change) {
        var known = journal.find(id);
        while (known.isPresent() && known.get().state().ended()) {
            var amended = change.apply(known.get());
            if (journal.amend(known.get(), amended)) {
                if (known.get().state() != amended.state()) {
                    unclean.accept(amended);
                }
                return true;
            }
            known = journal.find(id);
        }
        return known.isEmpty();
    }

    /** Removes those that are older than that. */
    void prune(Duration age) {
        long removed = journal.prune(clock.instant().minus(age), NEWEST_KEPT);
        if (removed > 0) {
            log.info("{} operations from more than {} days ago are removed", removed, age.toDays());
        }
    }
}
