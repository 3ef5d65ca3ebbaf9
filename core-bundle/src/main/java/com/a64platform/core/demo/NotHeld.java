package com.a64platform.core.demo;

/** Something that the demo shows did not hold; the message is one sentence. Ends the demo. */
final class NotHeld extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotHeld(String sentence) {
        super(sentence);
    }

    /** @param otherwise what to say when it does not hold */
    static void unless(boolean holds, String otherwise) {
        if (!holds) {
            throw new NotHeld(otherwise);
        }
    }
}
