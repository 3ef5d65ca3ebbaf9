package com.a64platform.core.dropin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** In which order the modules of a node come up at its start. */
class FirstRoundTest extends AskingANode {
    private final List<String> loaded = new CopyOnWriteArrayList<>();

    static boolean hasTwoProcessors() {
        return Runtime.getRuntime().availableProcessors() > 1;
    }

    @EnabledIf("hasTwoProcessors")
    @Test
    void thoseThatNeedNoOtherComeUpBesideOneAnother() {
        node.install();
        node.barn("silo");
        var together = new CyclicBarrier(2);

        startAgain(together);

        assertThat(loaded).containsExactlyInAnyOrder("farm", "silo");
        assertThat(together.isBroken()).as("one waited for the other in vain").isFalse();
    }

    @Test
    void oneThatNeedsOthersComesUpAfterThem() {
        node.install();
        node.barn("silo");
        node.barn("barn", "farm ^1.0.0", "silo ^1.0.0");
        node.barn("attic", "barn ^1.0.0");

        startAgain(new CyclicBarrier(1));

        assertThat(loaded).containsExactlyInAnyOrder("farm", "silo", "barn", "attic");
        assertThat(loaded.subList(2, 4)).containsExactly("barn", "attic");
        assertThat(node.world.look().loaded()).hasSize(4);
    }

    private void startAgain(CyclicBarrier together) {
        node.world.close();
        node.world.atLoad = module -> {
            loaded.add(module);
            await(together);
        };
        node.world.start();
    }

    private static void await(CyclicBarrier together) {
        try {
            together.await(10, TimeUnit.SECONDS);
        } catch (Exception alone) {
            throw new IllegalStateException("Nothing else is loaded at the same time", alone);
        }
    }
}
