package com.a64platform.core.operations;

/** Hears when an operation has ended. */
@FunctionalInterface
public interface OperationListener {
    /** Called once for each operation, on its thread, after its end is durable. */
    void ended(Operation operation);

    /** An operation that had ended well or was undone turned out to be unclean; this is written down. */
    default void foundUnclean(Operation operation) {}
}
