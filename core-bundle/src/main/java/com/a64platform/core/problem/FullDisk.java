package com.a64platform.core.problem;

import java.io.IOException;
import java.util.Optional;
import java.util.stream.Stream;

/** Tells a full disk from other failures, wherever among the causes it is. */
public final class FullDisk {
    private static final int DEPTH = 20;

    private FullDisk() {}

    /** The problem to tell when the disk was full; empty when it was something else. */
    public static Optional<ProblemException> behind(Throwable failure) {
        return is(failure)
                ? Optional.of(new ProblemException(
                        ErrorCode.STORAGE_FULL, "The disk is full; make room and try again.", failure))
                : Optional.empty();
    }

    /** The system says so in the exception's text alone; Java has no type for it. */
    public static boolean is(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                .limit(DEPTH)
                .filter(IOException.class::isInstance)
                .map(Throwable::getMessage)
                .anyMatch(text -> text != null && text.contains("No space left"));
    }
}
