package com.a64platform.core.gateway;

import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Refuses paths that two readers could understand differently: what one takes for a segment another takes for a
 * separator or a step upward, and a check is passed by.
 */
final class PlainPath {
    private static final String[] AMBIGUOUS = {"//", "/./", "/../", ";", "\\", "%2f", "%5c", "%2e", "%25", "%00", "%3b"
    };

    /** Line ends and the like, which forge lines where the path is written down. */
    private static final Pattern ENCODED_CONTROL = Pattern.compile("%[01][0-9a-f]|%7f");

    private PlainPath() {}

    /** @param uri the path as it stands in the request line */
    static String require(String uri) {
        return plain(uri) ? uri : requireUnambiguous(uri);
    }

    /** Most paths are of these characters only, and need no second look. */
    static boolean plain(String uri) {
        char before = 0;
        for (int i = 0; i < uri.length(); i++) {
            char c = uri.charAt(i);
            boolean word = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_';
            if (!word && (c != '/' && c != '.' || before == '/')) {
                return false;
            }
            before = c;
        }
        return true;
    }

    private static String requireUnambiguous(String uri) {
        var lower = uri.toLowerCase(Locale.ROOT);
        for (var sequence : AMBIGUOUS) {
            if (lower.contains(sequence)) {
                throw new ProblemException(
                        ErrorCode.INVALID_PATH,
                        "The path must not contain '" + sequence + "'; send it in its plain form.");
            }
        }
        if (ENCODED_CONTROL.matcher(lower).find()) {
            throw new ProblemException(ErrorCode.INVALID_PATH, "The path must not contain control characters.");
        }
        if (lower.endsWith("/..") || lower.endsWith("/.")) {
            throw new ProblemException(ErrorCode.INVALID_PATH, "The path must not end with a step to a folder.");
        }
        return uri;
    }

    /** For a path that nobody could read so far as to say what is wrong with it. */
    static ProblemException refusal() {
        return new ProblemException(
                ErrorCode.INVALID_PATH,
                "The path must be in its plain form: one slash between segments, none of them encoded, no steps, no"
                        + " parameters.");
    }
}
