package com.a64platform.core.modules;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.osgi.framework.Bundle;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;

/** Asks Declarative Services whether all components of a bundle have what they need, and names what they lack. */
@Component(service = ComponentCheck.class)
public final class ComponentCheck {
    private static final String THROWS = " throws when it is activated: ";
    private static final String CAUSED_BY = "Caused by: ";

    private final ServiceComponentRuntime runtime;

    @Activate
    public ComponentCheck(@Reference ServiceComponentRuntime runtime) {
        this.runtime = runtime;
    }

    /**
     * Waits until every enabled component is satisfied; throws with the first lack when the limit has passed, or at once
     * when one has failed, which does not pass by waiting.
     */
    void requireSatisfied(Bundle bundle, Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        while (true) {
            var lacks = lacks(bundle);
            if (lacks.isEmpty()) {
                return;
            }
            lacks.stream().filter(lack -> lack.contains(THROWS)).findFirst().ifPresent(failed -> {
                throw new ModuleFault(failed);
            });
            if (System.nanoTime() > end) {
                throw new ModuleFault(lacks.get(0));
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }

    /** What its components lack, a sentence each; empty when they lack nothing. */
    List<String> lacks(Bundle bundle) {
        List<String> found = new ArrayList<>();
        for (var description : runtime.getComponentDescriptionDTOs(bundle)) {
            if (description.defaultEnabled) {
                lack(description, found);
            }
        }
        return found;
    }

    private void lack(ComponentDescriptionDTO description, List<String> found) {
        for (var configuration : runtime.getComponentConfigurationDTOs(description)) {
            switch (configuration.state) {
                case ComponentConfigurationDTO.UNSATISFIED_REFERENCE ->
                    found.add("its component " + description.name
                            + " lacks "
                            + Arrays.stream(configuration.unsatisfiedReferences)
                                    .map(reference ->
                                            reference.name + (reference.target == null ? "" : reference.target))
                                    .collect(Collectors.joining(", ")));
                case ComponentConfigurationDTO.UNSATISFIED_CONFIGURATION ->
                    found.add("its component " + description.name + " needs a configuration nobody has given");
                case ComponentConfigurationDTO.FAILED_ACTIVATION ->
                    found.add("its component " + description.name + THROWS + rootCause(configuration.failure));
                default -> {}
            }
        }
    }

    /** The last cause in a stack trace: the component runtime wraps what the module threw. */
    static String rootCause(String trace) {
        return trace.lines()
                .filter(line -> line.startsWith(CAUSED_BY))
                .reduce((earlier, later) -> later)
                .map(line -> line.substring(CAUSED_BY.length()))
                .orElseGet(() -> trace.lines().findFirst().orElse(""));
    }
}
