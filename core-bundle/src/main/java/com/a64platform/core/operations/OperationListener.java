package com.a64platform.core.operations;

/** Hears when an operation has ended. */
@FunctionalInterface
public interface OperationListener {
    /** Called once for each operation, on its thread, after its end is durable. */
    void ended(Operation operation);
}
