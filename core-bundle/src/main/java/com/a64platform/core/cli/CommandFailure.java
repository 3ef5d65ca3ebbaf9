package com.a64platform.core.cli;

/** A command cannot do what it was asked to; the message is one sentence for the person at the keyboard. */
public final class CommandFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public CommandFailure(String sentence) {
        super(sentence);
    }

    public CommandFailure(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
