package com.a64platform.core.rest;

import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.Faults;
import com.a64platform.core.problem.ProblemException;
import java.util.Collection;
import java.util.Objects;
import java.util.Set;

/** What a resource expects of a request's body. */
public final class Bodies {
    private Bodies() {}

    /** @throws ProblemException MALFORMED_REQUEST when the request has none */
    public static <T> T required(T body) {
        if (body == null) {
            throw new ProblemException(ErrorCode.MALFORMED_REQUEST, "Send a JSON object as the request's body.");
        }
        return body;
    }

    /** @throws ProblemException VALIDATION_FAILED when a list of permissions holds null */
    public static Set<String> distinct(Collection<String> permissions) {
        new Faults()
                .check(permissions.stream().allMatch(Objects::nonNull), "/permissions", "holds no null")
                .raise();
        return Set.copyOf(permissions);
    }

    /** What a member or parameter that was left out stands for. */
    public static String orEmpty(String value) {
        return value == null ? "" : value;
    }
}
