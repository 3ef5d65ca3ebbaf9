package com.a64platform.core.licenseserver;

/** The server does not do what it was asked to; whoever asked is told why. */
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String reason;
    private final long retryAfterSeconds;

    /** @param sentence says what to do; carries no code and no license */
    Refusal(int status, String reason, String sentence) {
        this(status, reason, sentence, 0);
    }

    private Refusal(int status, String reason, String sentence, long retryAfterSeconds) {
        super(sentence, null, false, false);
        this.status = status;
        this.reason = reason;
        this.retryAfterSeconds = retryAfterSeconds;
    }

    static Refusal tooOften(long retryAfterSeconds) {
        return new Refusal(
                429, "TOO_OFTEN", "Too many tries; wait " + retryAfterSeconds + " seconds.", retryAfterSeconds);
    }

    static Refusal malformed(String sentence) {
        return new Refusal(400, "MALFORMED", sentence);
    }

    int status() {
        return status;
    }

    String reason() {
        return reason;
    }

    /** 0 when waiting does not help. */
    long retryAfterSeconds() {
        return retryAfterSeconds;
    }
}
