package com.a64platform.core.tenants;

import java.time.Duration;
import java.util.SortedMap;

/**
 * What one tenant's requests to one module have used of this node.
 *
 * @param module empty for the platform's own operations
 * @param open how many are being answered now, streams and WebSockets too
 * @param answers how many were answered, by class of status: {@code 2xx} and its like
 * @param time from when each was let in to the end of its answer, together
 */
public record RequestUsage(String module, long open, SortedMap<String, Long> answers, Duration time) {}
