package com.a64platform.core.modules;

/** A call of a module's code. */
@FunctionalInterface
interface Foreign<T, E extends Exception> {
    T call() throws E;
}
