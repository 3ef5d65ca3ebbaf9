package com.a64platform.core.dropin;

import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import java.util.concurrent.CountDownLatch;

/** What befalls a node at a write of its journal. */
final class Death {
    private Death() {}

    /** The node dies at this write of what is asked of it; it is down when this returns and can be started again. */
    static void at(NodeWorld world, int write, Runnable ask) throws InterruptedException {
        var killed = new CountDownLatch(1);
        world.journal.atWrite(count -> {
            if (count >= write) {
                killed.countDown();
                throw new Killed();
            }
        });
        ask.run();
        killed.await();
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
