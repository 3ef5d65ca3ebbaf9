package com.a64platform.core.operations;

import java.time.Duration;
import java.util.List;

/** How operations of one kind run. The start defines one for each kind. */
public interface OperationDefinition {
    /** Such as {@code install}. */
    String kind();

    /** The steps in order; the same names in the same order for as long as a journal may hold one. */
    List<Step> steps();

    /** How long the whole of it may take. */
    Duration limit();

    /**
     * Looks once more whether the operation may begin, now that no other one works on its subject: what was true when it
     * was asked for may have changed since.
     *
     * @throws com.a64platform.core.problem.ProblemException when it may not; nothing has been done
     */
    default void recheck(Operation operation) {}

    /** Another run of it begins here, and it may be another node that began it: what is remembered of its subject may be old. */
    default void takenUp(Operation operation) {}

    /**
     * Whether its steps start other operations and wait for them. One of these that was cut off is taken up by
     * {@link Operations#resume()}: the others have come to an end by then, and modules run.
     */
    default boolean composed() {
        return false;
    }
}
