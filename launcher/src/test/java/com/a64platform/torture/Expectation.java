package com.a64platform.torture;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What may be found.
 *
 * @param worlds how all may be: as before, or as after what was under way
 * @param acknowledged documents that a module has said it has, by module and name, with the number in them
 * @param attempted names of documents that were sent, whether or not there was an answer
 * @param floors what they were before, as {@code GENERATION VERSION}
 * @param audited how many entries the audit had before
 */
record Expectation(
        List<World> worlds,
        Map<String, Map<String, Double>> acknowledged,
        Map<String, Set<String>> attempted,
        Map<String, String> floors,
        int audited) {}
