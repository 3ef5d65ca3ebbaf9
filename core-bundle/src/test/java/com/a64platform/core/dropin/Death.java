package com.a64platform.core.dropin;

import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;

/** What befalls a node at a write of its journal. */
final class Death {
    private static final Duration LONG = Duration.ofSeconds(60);

    private Death() {}

    /**
     * The node dies at this write of what is asked of it, or after its end when it needs fewer: a step that was tried again
     * where the writes were counted makes one more. It is down when this returns and can be started again.
     */
    static void at(NodeWorld world, int write, Runnable ask) {
        var killed = new CountDownLatch(1);
        world.journal.atWrite(count -> {
            if (count >= write) {
                killed.countDown();
                throw new Killed();
            }
        });
        ask.run();
        Awaitility.await()
                .atMost(LONG)
                .until(() ->
                        killed.getCount() == 0 || world.operations.running().isEmpty());
        world.close();
        world.journal.atWrite(count -> {});
    }

    /** The store does not take this write. */
    static void ofTheStoreAt(NodeWorld world, int write) {
        world.journal.atWrite(count -> {
            if (count == write) {
                throw new ProblemException(ErrorCode.STORE_UNAVAILABLE, "gone for a moment");
            }
        });
    }

    /** Not an exception anybody handles: the thread dies of it. */
    private static final class Killed extends Error {
        private static final long serialVersionUID = 1L;

        Killed() {
            super("killed", null, false, false);
        }
    }
}
