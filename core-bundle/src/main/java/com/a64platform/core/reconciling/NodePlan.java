package com.a64platform.core.reconciling;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is to be done for a module on a node, in order. Computed from what is wanted and what is there, and from nothing else. */
final class NodePlan {
    private final List<Action> actions = new ArrayList<>();

    private NodePlan() {}

    /** @return nothing when the node is as it is wanted to be */
    static List<Action> of(Optional<Wish> wish, Found found) {
        var plan = new NodePlan();
        plan.add(found.candidate(), Action.ABANDON);
        if (wish.isEmpty()) {
            plan.leave(found);
        } else if (wish.get().serve()) {
            plan.serve(wish.get(), found);
        } else {
            plan.rest(wish.get(), found);
        }
        return List.copyOf(plan.actions);
    }

    private void leave(Found found) {
        add(found.serving().isPresent(), Action.STOP);
        add(found.noted().isPresent(), Action.REMOVE);
    }

    /** What serves comes before its file: a file tells whoever looks that its module is there. */
    private void serve(Wish wish, Found found) {
        boolean start = !found.serves(wish.sha256());
        boolean place = !found.file() && !found.settled();
        add((start || place) && !found.copy(), Action.FETCH);
        add(start, Action.SERVE);
        add(retired(wish, found), Action.RETIRE);
        add(!found.notes(wish.sha256()), Action.NOTE);
        add(place, Action.PLACE);
    }

    /**
     * A file that was taken away stays away while nobody wants the module, and the node puts none there: one that it does not
     * know is somebody's. That one was here is known until another version is wanted: what it has left beside it goes then.
     */
    private void rest(Wish wish, Found found) {
        add(found.serving().isPresent() && !found.held(), Action.STOP);
        add(found.copy() && !found.told() && found.serving().isEmpty(), Action.TELL);
        add(retired(wish, found), Action.RETIRE);
        boolean somebodys = found.file() ? !found.knows(wish.sha256()) : found.notes(wish.sha256());
        add(somebodys || retired(wish, found), Action.MISS);
    }

    private static boolean retired(Wish wish, Found found) {
        return found.noted().isPresent() && !found.knows(wish.sha256());
    }

    private void add(boolean due, Action action) {
        if (due) {
            actions.add(action);
        }
    }
}
