package com.a64platform.core.dropin;

import static org.assertj.core.api.Assertions.assertThat;

import com.a64platform.core.operations.Operation;
import com.a64platform.core.operations.OperationState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.DynamicTest;

/**
 * Tests of what is asked of a node, one for each write that its journal makes meanwhile when nothing goes wrong.
 *
 * @param <L> how the node is looked at
 */
final class EveryWrite<L> {
    private final Function<Asked, NodeWorld> prepared;
    private final Function<NodeWorld, L> look;
    private final Map<String, L> afterwards = new HashMap<>();

    /** What is asked for, and how a node is prepared for it. */
    record Asked(String name, Consumer<NodeWorld> prepare, Function<NodeWorld, Operation> submit) {}

    interface Check {
        void at(Asked asked, int write) throws Exception;
    }

    EveryWrite(Function<Asked, NodeWorld> prepared, Function<NodeWorld, L> look) {
        this.prepared = prepared;
        this.look = look;
    }

    List<DynamicTest> of(List<Asked> all, Check check) {
        List<DynamicTest> tests = new ArrayList<>();
        for (var asked : all) {
            int writes = writes(asked);
            for (int write = 1; write <= writes; write++) {
                int number = write;
                tests.add(DynamicTest.dynamicTest(asked.name() + ", write " + write, () -> check.at(asked, number)));
            }
        }
        return tests;
    }

    private int writes(Asked asked) {
        try (var world = prepared.apply(asked)) {
            world.journal.atWrite(count -> {});
            assertThat(world.finish(asked.submit().apply(world)).state()).isEqualTo(OperationState.SUCCEEDED);
            afterwards.put(asked.name(), look.apply(world));
            return world.journal.writes();
        }
    }

    /** How a node looks when nothing went wrong. */
    L after(Asked asked) {
        return afterwards.get(asked.name());
    }
}
