package com.a64platform.core.audit;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** Remembers what was recorded. */
public final class RecordedAudit implements Audit {
    public final List<Event> events = Collections.synchronizedList(new ArrayList<>());

    /** One call. */
    public record Event(Actor actor, String action, String status, Map<String, String> details) {}

    @Override
    public void record(Actor actor, String action, String module, String status, Map<String, String> details) {
        events.add(new Event(actor, action, status, Map.copyOf(details)));
    }

    /** {@code action status} of every call. */
    public List<String> lines() {
        return events.stream()
                .map(event -> event.action() + " " + event.status())
                .toList();
    }
}
