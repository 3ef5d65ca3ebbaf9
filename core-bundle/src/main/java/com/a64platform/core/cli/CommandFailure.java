package com.a64platform.core.cli;

/** A command cannot do what it was asked to; the message is one sentence for the person at the keyboard. */
final class CommandFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CommandFailure(String sentence) {
        super(sentence);
    }

    CommandFailure(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
