package com.a64platform.core.rest.tenants;

import com.a64platform.core.tenancy.UsageReport.Report;
import com.a64platform.core.tenants.RequestUsage;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a tenant uses, with what it may use. */
record UsageView(
        String tenantId,
        LimitsDocument limits,
        long members,
        long installedModules,
        long documents,
        Requests requests,
        List<Module> modules) {
    /**
     * Requests that one node has counted.
     *
     * @param platform those for the platform's own operations
     */
    record Requests(
            String node,
            Instant since,
            @JsonUnwrapped Count all,
            long refusedByRate,
            long refusedAtOnce,
            Count platform) {}

    /** @param millis from when each was let in to the end of its answer, together */
    record Count(long total, long open, SortedMap<String, Long> byStatus, long millis) {
        static Count of(List<RequestUsage> some) {
            SortedMap<String, Long> byStatus = new TreeMap<>();
            some.forEach(one -> one.answers().forEach((status, count) -> byStatus.merge(status, count, Long::sum)));
            return new Count(
                    byStatus.values().stream().mapToLong(Long::longValue).sum(),
                    some.stream().mapToLong(RequestUsage::open).sum(),
                    byStatus,
                    some.stream()
                            .map(RequestUsage::time)
                            .reduce(Duration.ZERO, Duration::plus)
                            .toMillis());
        }
    }

    /** The part of one module, also of one that has only left something. */
    record Module(String name, boolean installed, long documents, Count requests) {}

    static UsageView of(Report report) {
        return new UsageView(
                report.tenant().id(),
                LimitsDocument.of(report.tenant().limits()),
                report.members(),
                report.modules().size(),
                report.allDocuments(),
                requests(report),
                names(report).stream().map(name -> module(report, name)).toList());
    }

    private static Requests requests(Report report) {
        var usage = report.usage();
        return new Requests(
                report.node(),
                usage.since(),
                Count.of(usage.requests()),
                usage.refusedByRate(),
                usage.refusedAtOnce(),
                Count.of(usage.of("")));
    }

    private static SortedSet<String> names(Report report) {
        var asked = report.usage().requests().stream().map(RequestUsage::module).filter(name -> !name.isEmpty());
        return Stream.concat(
                        asked,
                        Stream.of(report.modules(), report.documents().keySet()).flatMap(Collection::stream))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Module module(Report report, String name) {
        return new Module(
                name,
                report.modules().contains(name),
                report.documents().getOrDefault(name, 0L),
                Count.of(report.usage().of(name)));
    }
}
