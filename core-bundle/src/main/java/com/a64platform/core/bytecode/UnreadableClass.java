package com.a64platform.core.bytecode;

/** A file is no class file that can be read whole; the message is the rest of a sentence about it. */
public final class UnreadableClass extends Exception {
    private static final long serialVersionUID = 1L;

    UnreadableClass(String why) {
        super(why);
    }

    UnreadableClass(String why, Throwable cause) {
        super(why, cause);
    }
}
