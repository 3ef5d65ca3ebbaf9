package com.a64platform.core.rest.settings;

import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads {@code If-Match}, RFC 9110 section 13.1.1. */
public final class EntityTags {
    private static final Pattern TAG = Pattern.compile("(W/)?\"[\\x21\\x23-\\x7e]{0,100}\"");

    private EntityTags() {}

    /**
     * The tags that a change is meant for; empty for any, when the header is missing or a star. A weak tag matches nothing.
     *
     * @param headers each header of that name
     * @throws ProblemException MALFORMED_REQUEST when it is none
     */
    public static Set<String> expected(List<String> headers) {
        var said = headers.stream()
                .flatMap(header -> Pattern.compile(",").splitAsStream(header))
                .map(String::strip)
                .collect(Collectors.toSet());
        if (said.isEmpty() || said.equals(Set.of("*"))) {
            return Set.of();
        }
        if (!said.stream().allMatch(tag -> TAG.matcher(tag).matches())) {
            throw new ProblemException(
                    ErrorCode.MALFORMED_REQUEST,
                    "Send If-Match with the ETag that you were given, in quotation marks.");
        }
        return said.stream()
                .map(tag -> tag.startsWith("W/") ? tag : tag.substring(1, tag.length() - 1))
                .collect(Collectors.toSet());
    }
}
