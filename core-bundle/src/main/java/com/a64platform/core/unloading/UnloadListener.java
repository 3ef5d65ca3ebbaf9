package com.a64platform.core.unloading;

/** Hears what becomes of unloaded revisions. Called by one thread at a time. */
public interface UnloadListener {
    /** Id of the operation that works on a module now; empty when none does. */
    String operationOn(String module);

    /**
     * It is known whether an unloaded revision was collected, and what it left.
     *
     * @return false when this has to be told again later
     */
    boolean settled(Departure departure);
}
