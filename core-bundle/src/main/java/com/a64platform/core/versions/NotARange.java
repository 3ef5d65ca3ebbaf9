package com.a64platform.core.versions;

/** The text is no range. Never leaves the package. */
final class NotARange extends Exception {
    private static final long serialVersionUID = 1L;
}
