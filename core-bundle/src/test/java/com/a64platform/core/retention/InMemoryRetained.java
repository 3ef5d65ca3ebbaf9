package com.a64platform.core.retention;

import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** What modules have left, in memory. */
public final class InMemoryRetained implements RetainedRepository {
    private record Fenced(Retained left, long fence) {}

    private final Map<String, Fenced> all = new ConcurrentHashMap<>();

    @Override
    public void put(Retained left, long fence) {
        all.merge(left.module() + "/" + left.tenantId(), new Fenced(left, fence), (before, next) -> {
            if (before.fence() > fence) {
                throw new ProblemException(ErrorCode.CONFLICT, "A later one has written it.");
            }
            return next;
        });
    }

    @Override
    public void remove(String tenantId, String module, long fence) {
        all.computeIfPresent(module + "/" + tenantId, (key, before) -> before.fence() > fence ? before : null);
    }

    @Override
    public Optional<Retained> find(String tenantId, String module) {
        return Optional.ofNullable(all.get(module + "/" + tenantId)).map(Fenced::left);
    }

    @Override
    public List<Retained> all() {
        return all.values().stream()
                .map(Fenced::left)
                .sorted(Comparator.comparing(Retained::module).thenComparing(Retained::tenantId))
                .toList();
    }
}
