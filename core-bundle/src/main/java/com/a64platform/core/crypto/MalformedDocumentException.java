package com.a64platform.core.crypto;

/**
 * A document is not in the one form that is accepted. Checked, so that each caller says in its own words what that means;
 * the message tells the fault and repeats nothing of the document's content but member names.
 */
public final class MalformedDocumentException extends Exception {
    private static final long serialVersionUID = 1L;

    public MalformedDocumentException(String fault) {
        super(fault);
    }

    public MalformedDocumentException(String fault, Throwable cause) {
        super(fault, cause);
    }
}
