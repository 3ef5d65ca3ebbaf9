package com.a64platform.core.planning;

import java.util.List;

/**
 * What is to be planned as one.
 *
 * @param cascade whether modules that need what goes may go too, and modules that are needed may be enabled
 */
public record PlanRequest(List<Change> changes, boolean cascade) {
    public PlanRequest {
        changes = List.copyOf(changes);
    }

    public static PlanRequest of(Change change, boolean cascade) {
        return new PlanRequest(List.of(change), cascade);
    }
}
