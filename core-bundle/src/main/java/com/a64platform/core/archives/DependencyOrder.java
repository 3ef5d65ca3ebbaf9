package com.a64platform.core.archives;

import com.a64platform.core.modules.VerifiedArtifact;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** Puts modules in the order in which they can be installed: what another one needs comes before it. */
final class DependencyOrder {
    private DependencyOrder() {}

    /**
     * @param artifact what a thing to be ordered is
     * @throws ProblemException CONFLICT when a name comes twice, DEPENDENCY_MISSING when they need each other in a circle
     */
    static <T> List<T> of(List<T> things, Function<T, VerifiedArtifact> artifact) {
        Map<String, T> waiting = new TreeMap<>();
        for (T thing : things) {
            if (waiting.put(artifact.apply(thing).name(), thing) != null) {
                throw new ProblemException(
                        ErrorCode.CONFLICT,
                        "The archive holds " + artifact.apply(thing).name() + " twice; one version serves at a time.");
            }
        }
        List<T> ordered = new ArrayList<>();
        while (!waiting.isEmpty()) {
            var next = waiting.values().stream()
                    .filter(thing ->
                            needs(artifact.apply(thing)).keySet().stream().noneMatch(waiting::containsKey))
                    .findFirst()
                    .orElseThrow(() -> new ProblemException(
                            ErrorCode.DEPENDENCY_MISSING,
                            "The modules " + String.join(", ", waiting.keySet())
                                    + " need each other in a circle; tell their publishers."));
            ordered.add(next);
            waiting.remove(artifact.apply(next).name());
        }
        return ordered;
    }

    private static Map<String, String> needs(VerifiedArtifact artifact) {
        return artifact.descriptor().dependencies().modules();
    }
}
