package com.a64platform.core.operations;

/** Where an operation is. */
public enum OperationState {
    RUNNING,
    UNDOING,
    SUCCEEDED,
    /** It failed and everything it had done is undone. */
    FAILED,
    /** It failed and a part could not be undone; the error says which. */
    UNCLEAN;

    public boolean ended() {
        return this == SUCCEEDED || this == FAILED || this == UNCLEAN;
    }
}
