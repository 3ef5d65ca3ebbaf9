package com.a64platform.core.planning;

import java.util.List;
import java.util.stream.Stream;

/**
 * What carrying out a request would do. Immutable.
 *
 * @param restarted what would be touched beside the modules that change, a sentence each; normally nothing, for such a plan
 *     is refused
 * @param otherTenants tenants that are touched although nobody named them
 * @param permissionsAsked what has to be consented to
 * @param licensesNeeded modules for which a license has to be handed in
 * @param refusals why it cannot be carried out; empty when it can
 * @param changes in the order in which they are made
 * @param digest of the changes and of the state that they were computed from; the same as long as both are
 */
public record Plan(
        List<String> added,
        List<String> updated,
        List<String> removed,
        List<String> enabled,
        List<String> disabled,
        List<String> restarted,
        long downloadBytes,
        List<String> otherTenants,
        List<String> permissionsAsked,
        List<String> licensesNeeded,
        List<String> warnings,
        List<Refusal> refusals,
        List<PlannedChange> changes,
        String digest) {
    /** @param code slug of an ErrorCode */
    public record Refusal(String code, String detail) {}

    static Plan of(
            List<PlannedChange> changes,
            List<String> restarted,
            List<String> warnings,
            List<Refusal> refusals,
            String digest) {
        return new Plan(
                labels(changes, Change.Action.INSTALL),
                labels(changes, Change.Action.UPDATE),
                labels(changes, Change.Action.UNINSTALL),
                labels(changes, Change.Action.ENABLE),
                labels(changes, Change.Action.DISABLE),
                List.copyOf(restarted),
                changes.stream().mapToLong(PlannedChange::downloadBytes).sum(),
                distinct(changes.stream().flatMap(change -> change.otherTenants().stream())),
                distinct(changes.stream().flatMap(change -> change.permissionsAdded().stream())),
                changes.stream()
                        .filter(PlannedChange::lacksLicense)
                        .map(PlannedChange::label)
                        .toList(),
                List.copyOf(warnings),
                List.copyOf(refusals),
                List.copyOf(changes),
                digest);
    }

    private static List<String> labels(List<PlannedChange> changes, Change.Action action) {
        return changes.stream()
                .filter(change -> change.action() == action)
                .map(PlannedChange::label)
                .toList();
    }

    private static List<String> distinct(Stream<String> texts) {
        return texts.distinct().sorted().toList();
    }
}
