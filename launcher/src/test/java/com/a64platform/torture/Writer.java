package com.a64platform.torture;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Writes documents through the modules' own routes, all the time, and counts those that were acknowledged. What was sent and
 * not answered may be there or not.
 */
final class Writer {
    private static final Duration PACE = Duration.ofMillis(40);

    private final Client client;
    private final Map<String, Map<String, Double>> acknowledged = new HashMap<>();
    private final Map<String, Set<String>> attempted = new HashMap<>();
    private int count;
    private volatile boolean stopped;
    private Thread thread = new Thread();

    Writer(Client client) {
        this.client = client;
        for (String module : List.of(Goods.FARMS, Goods.LEDGER)) {
            acknowledged.put(module, new ConcurrentHashMap<>());
            attempted.put(module, ConcurrentHashMap.newKeySet());
        }
    }

    /** Writes until it is told to stop. */
    void start() {
        stopped = false;
        thread = new Thread(this::run, "writer");
        thread.start();
    }

    void stop() {
        stopped = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (!stopped) {
            acknowledged.keySet().forEach(this::write);
            Moments.pass(PACE);
        }
    }

    private void write(String module) {
        double number = ++count;
        String name = "document " + count;
        attempted.get(module).add(name);
        try {
            String body = "{\"name\":\"" + name + "\",\"areaHectares\":" + number + "}";
            if (client.call("POST", "/api/v1/" + module + "/farms", body).status() == 201) {
                acknowledged.get(module).put(name, number);
            }
        } catch (IOException unanswered) {
            stopped = true; // the node is gone, or will be
        }
    }

    /** A module has these documents now, and no other that it ever had. */
    void restored(String module, Map<String, Double> documents) {
        acknowledged.put(module, new ConcurrentHashMap<>(documents));
        Set<String> names = ConcurrentHashMap.newKeySet();
        names.addAll(documents.keySet());
        attempted.put(module, names);
    }

    /** By module and name. */
    Map<String, Map<String, Double>> acknowledged() {
        return copy(acknowledged);
    }

    Map<String, Set<String>> attempted() {
        Map<String, Set<String>> copy = new HashMap<>();
        attempted.forEach((module, names) -> copy.put(module, new HashSet<>(names)));
        return copy;
    }

    private static Map<String, Map<String, Double>> copy(Map<String, Map<String, Double>> all) {
        Map<String, Map<String, Double>> copy = new HashMap<>();
        all.forEach((module, named) -> copy.put(module, new HashMap<>(named)));
        return copy;
    }
}
