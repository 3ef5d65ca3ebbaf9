package com.a64platform.core.installer;

/**
 * What becomes of a module's data.
 *
 * @param cleanup whether it is deleted when the module is uninstalled; it can be brought back for a while
 * @param backup whether it is archived first
 */
public record DataChoice(boolean cleanup, boolean backup) {
    /** It stays as it is. */
    public static final DataChoice KEEP = new DataChoice(false, false);
}
