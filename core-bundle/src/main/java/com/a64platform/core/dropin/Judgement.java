package com.a64platform.core.dropin;

import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import java.util.Optional;
import java.util.Set;

/**
 * What is known of a file: how it looked when it was judged, and what it turned out to be.
 *
 * @param sha256 the digest it was taken in with, which stands for it still when somebody has overwritten it with rubbish;
 *     empty when it never was
 * @param waits whether what it lacks may still come: another module that it needs
 * @param doubt a refusal that does not count yet, because the file may still be on its way
 */
record Judgement(String look, String sha256, boolean waits, Optional<ProblemException> doubt) {
    /** Nothing is known yet. */
    static final Judgement NONE = new Judgement("", "", false, Optional.empty());

    /** Refusals that say nothing about the file; what stands in the way passes. */
    private static final Set<ErrorCode> PASSING = Set.of(
            ErrorCode.OPERATION_IN_PROGRESS, ErrorCode.STORAGE_FULL, ErrorCode.STORE_UNAVAILABLE, ErrorCode.STOPPING);

    static Judgement taken(String look, String sha256) {
        return new Judgement(look, sha256, false, Optional.empty());
    }

    Judgement refused(String newLook) {
        return new Judgement(newLook, sha256, false, Optional.empty());
    }

    Judgement doubted(String newLook, ProblemException refusal) {
        return new Judgement(newLook, sha256, false, Optional.of(refusal));
    }

    /** The same, to be judged again if the file is still there. */
    Judgement outdated() {
        return new Judgement("", sha256, false, Optional.empty());
    }

    /** The same, to be judged again when another module has come. */
    Judgement waiting() {
        return new Judgement(look, sha256, true, doubt);
    }

    static boolean passes(ProblemException refusal) {
        return PASSING.contains(refusal.code());
    }
}
