package com.a64platform.core.unloading;

import java.util.List;

/** A kind of thing that a module can leave in the process. Used by one thread at a time, also again and again. */
public interface Remnant {
    /** What it is called, such as {@code thread}. */
    String kind();

    /**
     * Looks for what belongs to a module that was unloaded. What can be cleared without harm to others is cleared.
     *
     * @throws CannotLook when the Java machine does not let it
     */
    List<Leftover> sweep(ModuleCode code);

    /** The Java machine keeps closed what has to be looked at; the message says how to open it. */
    final class CannotLook extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public CannotLook(String message) {
            super(message);
        }

        public CannotLook(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
