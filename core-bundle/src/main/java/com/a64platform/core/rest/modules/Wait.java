package com.a64platform.core.rest.modules;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/** How long a client wants to wait for the end of an operation: {@code Prefer: wait=30}, RFC 7240 section 4.3. */
final class Wait {
    private static final Pattern FORM = Pattern.compile("(?:^|[,;\\s])wait=(\\d{1,3})(?:$|[,;\\s])");

    private Wait() {}

    /** Empty when the client does not want to wait; a preference that cannot be read is none, as the RFC says. */
    static Optional<Duration> of(String prefer) {
        var match = FORM.matcher(prefer);
        return match.find() ? Optional.of(Duration.ofSeconds(Long.parseLong(match.group(1)))) : Optional.empty();
    }
}
