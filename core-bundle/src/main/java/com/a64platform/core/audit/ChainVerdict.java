package com.a64platform.core.audit;

/** Whether the past is as it was written. */
public sealed interface ChainVerdict {
    /** Every entry follows from the one before it. */
    record Intact(long entries) implements ChainVerdict {}

    /**
     * The past was changed.
     *
     * @param seq number of the first entry that is not as it was written, or is missing
     */
    record Broken(String node, long seq, String reason) implements ChainVerdict {}
}
