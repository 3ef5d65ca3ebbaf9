package com.a64platform.core.scanning;

/** Why the artifact is refused, as the end of a sentence that says what to do. Never leaves the package. */
final class Refusal extends Exception {
    private static final long serialVersionUID = 1L;

    Refusal(String why) {
        super(why);
    }
}
