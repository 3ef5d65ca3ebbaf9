package com.a64platform.torture;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What was found of a node, each part by a way of its own, so that they can be held against each other.
 *
 * @param installations of both tenants, and how many there are of the rest, over HTTP
 * @param archives ids of those of {@link Goods#FARMS}, over HTTP
 * @param snapshots their ids, over HTTP
 * @param open operations that have not ended, over HTTP
 * @param bundles of modules in the framework, as {@code NAME VERSION STATE}
 * @param routes that are served, as {@code NAME VERSION}
 * @param answers what the module's own path answers in each place: the status, and the version if it says one
 * @param totals how many documents a module that serves says it has
 * @param deploy digests by the name of the file
 * @param verified the same of the verified copies
 * @param unfinished paths in the home of what somebody has not finished
 * @param stored what the store's file holds
 */
record Evidence(
        Map<String, Standing> installations,
        Set<String> archives,
        Set<String> snapshots,
        List<String> open,
        List<String> bundles,
        List<String> routes,
        Map<String, String> answers,
        Map<String, Long> totals,
        Map<String, String> deploy,
        Map<String, String> verified,
        List<String> unfinished,
        Stored stored) {

    /**
     * What the store's file holds.
     *
     * @param digests of the installed artifacts by place
     * @param operations all of them, the oldest first
     * @param claims subjects that an operation holds
     * @param licenses modules that the vault has a license for
     * @param floors the lowest version of each module that is admitted, as {@code GENERATION VERSION}
     * @param documents of each module by name, with the one number in them
     * @param audited how many entries the audit has
     * @param forged what is wrong with their chain
     */
    record Stored(
            Map<String, Standing> installations,
            Map<String, String> digests,
            List<Journaled> operations,
            Set<String> claims,
            Set<String> licenses,
            Map<String, String> floors,
            Map<String, Map<String, Double>> documents,
            int audited,
            List<String> forged) {}

    /**
     * An operation as its journal has it.
     *
     * @param step the last one that was begun; empty when none was
     */
    record Journaled(String id, String kind, String subject, String state, String step, String failure) {
        boolean ended() {
            return !state.equals("RUNNING") && !state.equals("UNDOING");
        }
    }
}
