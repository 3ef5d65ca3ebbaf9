package com.a64platform.core.modules;

/** A module does not do what it must; the message is the rest of a sentence that starts with the module's name. */
public final class ModuleFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ModuleFault(String message) {
        super(message);
    }

    public ModuleFault(String message, Throwable cause) {
        super(message, cause);
    }
}
