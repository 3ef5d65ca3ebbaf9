package com.a64platform.core.installer;

import com.a64platform.core.modules.ModuleFault;
import com.a64platform.core.modules.Revision;
import com.a64platform.core.modules.VerifiedArtifact;
import com.a64platform.core.observing.HealthQuestion;
import com.a64platform.core.operations.Workers;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.routes.Route;
import com.a64platform.core.routes.RoutePatterns;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * What a loaded revision has to show before it may serve: every route that it declares, and its own word that it is well. Its
 * code is asked within limits. Thread-safe.
 */
record Fitness(Workers workers) {
    private static final Duration PROBE_LIMIT = Duration.ofSeconds(5);

    /** @throws ModuleFault when one is missing, or its code fails or does not come back */
    void requireDeclaredRoutes(VerifiedArtifact artifact, Route route, Duration limit) {
        var attached = guarded(artifact, limit, () -> route.handler().prepare());
        for (var declared : artifact.descriptor().capabilities().api().routes()) {
            var pattern = RoutePatterns.normal(declared.method(), declared.path());
            if (!attached.contains(pattern)) {
                throw new ModuleFault("its descriptor declares " + pattern + ", which no resource of it serves");
            }
        }
    }

    /**
     * By its own word only; whether its components lack something the load has looked at.
     *
     * @throws ModuleFault when it says that it is not, or its code fails or does not come back
     */
    void requireHealthy(Revision revision, Route route, Duration left) {
        if (revision.probe().isEmpty()
                && revision.artifact().descriptor().health().isEmpty()) {
            return;
        }
        var limit = left.compareTo(PROBE_LIMIT) < 0 ? left : PROBE_LIMIT;
        var health =
                guarded(revision.artifact(), limit, () -> HealthQuestion.ask(revision, Optional.of(route.handler())));
        if (!health.healthy()) {
            throw new ModuleFault("its health probe says: " + health.detail());
        }
    }

    private <T> T guarded(VerifiedArtifact artifact, Duration limit, Callable<T> foreign) {
        try {
            return workers.callWithin(limit, "ask", artifact.name(), foreign);
        } catch (ModuleFault | ProblemException known) {
            throw known;
        } catch (Workers.Overdue overdue) {
            throw new ModuleFault("its code does not come back: " + overdue.getMessage(), overdue);
        } catch (Exception e) {
            throw new ModuleFault("its code throws " + e, e);
        }
    }

    /** A fault of the artifact as its operation fails with it. */
    static ProblemException refusal(VerifiedArtifact artifact, RuntimeException fault) {
        return fault instanceof ProblemException problem
                ? problem
                : new ProblemException(
                        ErrorCode.MODULE_START_FAILED,
                        "Module " + artifact.name() + " " + artifact.version() + " cannot serve: " + fault.getMessage()
                                + ".",
                        fault);
    }
}
