package com.a64platform.core.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * What the admin endpoint says about the process, in a form that can be compared. Immutable.
 *
 * @param platform the platform's own bundles: id, name, version, state, lastModified
 * @param services the core's services: id and types
 * @param modules bundles of modules, as platform
 * @param routes prefix and version
 */
record SystemFacts(List<String> platform, List<String> services, List<String> modules, List<String> routes) {
    static SystemFacts of(Api admin) throws IOException, InterruptedException {
        var body = admin.get("/api/v1/admin/system").expect(200).body();
        return new SystemFacts(
                lines(stream(body, "bundles")
                        .filter(bundle -> !bundle.path("module").asBoolean())),
                lines(stream(body, "coreServices")),
                lines(stream(body, "bundles")
                        .filter(bundle -> bundle.path("module").asBoolean())),
                stream(body, "routes")
                        .map(route -> route.path("prefix").asText() + " "
                                + route.path("version").asText())
                        .sorted()
                        .toList());
    }

    /** The first difference in the platform's own bundles and services; empty when there is none. */
    String coreDifference(SystemFacts before) {
        var all = new TreeSet<>(platform);
        all.addAll(services);
        var then = new TreeSet<>(before.platform);
        then.addAll(before.services);
        return Stream.concat(
                        all.stream().filter(line -> !then.contains(line)),
                        then.stream().filter(line -> !all.contains(line)))
                .findFirst()
                .orElse("");
    }

    private static Stream<JsonNode> stream(JsonNode body, String member) {
        return StreamSupport.stream(body.path(member).spliterator(), false);
    }

    private static List<String> lines(Stream<JsonNode> nodes) {
        return nodes.map(JsonNode::toString).sorted().toList();
    }
}
