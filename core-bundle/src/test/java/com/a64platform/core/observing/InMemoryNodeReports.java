package com.a64platform.core.observing;

import com.a64platform.core.problem.ProblemException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Reports of nodes in memory, for nodes that share it. */
public final class InMemoryNodeReports implements NodeReports {
    private final Map<String, Beat> beats = new TreeMap<>();
    private final Map<String, Report> reports = new TreeMap<>();
    private Optional<ProblemException> away = Optional.empty();
    private int puts;

    /** From now on nothing answers. */
    synchronized void failWith(ProblemException failure) {
        away = Optional.of(failure);
    }

    synchronized void recover() {
        away = Optional.empty();
    }

    /** How many reports were written. */
    synchronized int puts() {
        return puts;
    }

    @Override
    public synchronized void beat(Beat beat) {
        requireThere();
        beats.put(beat.node(), beat);
    }

    @Override
    public synchronized void put(Report report) {
        requireThere();
        puts++;
        reports.put(report.node() + "/" + report.module(), report);
    }

    @Override
    public synchronized void remove(String node, String module) {
        requireThere();
        reports.remove(node + "/" + module);
    }

    @Override
    public synchronized void remove(String node) {
        requireThere();
        beats.remove(node);
        reports.values().removeIf(report -> report.node().equals(node));
    }

    @Override
    public synchronized List<Beat> beats() {
        requireThere();
        return List.copyOf(beats.values());
    }

    @Override
    public synchronized List<Report> ofOthers(String node) {
        requireThere();
        return reports.values().stream()
                .filter(report -> !report.node().equals(node))
                .toList();
    }

    private void requireThere() {
        away.ifPresent(failure -> {
            throw failure;
        });
    }
}
