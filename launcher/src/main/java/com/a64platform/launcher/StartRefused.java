package com.a64platform.launcher;

/** The start is refused before anything runs: one sentence for the person at the keyboard and the process's exit code. */
final class StartRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** A setting, an argument or the home's content is wrong: change it. */
    static final int BAD_SETTING = 2;
    /** Another process has the home. */
    static final int HOME_IN_USE = 3;

    private final int exitCode;

    StartRefused(int exitCode, String sentence) {
        super(sentence);
        this.exitCode = exitCode;
    }

    static StartRefused badSetting(String sentence) {
        return new StartRefused(BAD_SETTING, sentence);
    }

    int exitCode() {
        return exitCode;
    }
}
