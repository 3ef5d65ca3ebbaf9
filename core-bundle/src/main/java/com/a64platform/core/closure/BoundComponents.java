package com.a64platform.core.closure;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.dto.ServiceReferenceDTO;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;
import org.osgi.service.component.runtime.dto.ReferenceDTO;

/** Asks Declarative Services what the components of a bundle are bound to, and whether they can follow a change of it. */
@Component(service = BoundComponents.class)
public final class BoundComponents {
    private static final String STATIC = "static";
    private static final String GREEDY = "greedy";
    /** What the platform itself shares with each module; no module offers it to others. */
    private static final String API = "com.a64platform.api.";

    private final ServiceComponentRuntime runtime;

    @Activate
    public BoundComponents(@Reference ServiceComponentRuntime runtime) {
        this.runtime = runtime;
    }

    /** One reference of a component, and what it is bound to. */
    private record Link(String component, ReferenceDTO reference, List<ServiceReferenceDTO> bound) {
        boolean fixed() {
            return reference.policy.equals(STATIC);
        }

        boolean mandatory() {
            return reference.cardinality.startsWith("1");
        }

        boolean many() {
            return reference.cardinality.endsWith("n");
        }

        boolean binds(long service) {
            return bound.stream().anyMatch(one -> one.id == service);
        }

        String say(String module, String why) {
            return module + ", whose component " + component + " " + why;
        }
    }

    boolean binds(Bundle bundle, long service) {
        return links(runtime.getComponentDescriptionDTOs(bundle)).anyMatch(link -> link.binds(service));
    }

    /** All components by their bundle, asked for once: asked for one bundle, the runtime looks through those of all. */
    Map<Long, List<ComponentDescriptionDTO>> byBundle() {
        return runtime.getComponentDescriptionDTOs().stream()
                .collect(Collectors.groupingBy(description -> description.bundle.id));
    }

    /** Whether another service of a type is there to follow to. */
    interface Followed {
        /** @param declared whether the one that goes is a component's; others are registered by code */
        boolean by(String type, boolean declared);
    }

    /** The loaded bundles of a module that have components. */
    static Set<Long> bundlesOf(String module, Map<Long, List<ComponentDescriptionDTO>> byBundle) {
        return byBundle.values().stream()
                .map(its -> its.get(0).bundle)
                .filter(bundle -> bundle.symbolicName.equals(module))
                .map(bundle -> bundle.id)
                .collect(Collectors.toSet());
    }

    /** Those of a module's components that do not survive that these bundles go. */
    Collection<String> lettingGo(
            Collection<ComponentDescriptionDTO> components, String module, Set<Long> going, Followed followed) {
        return links(components)
                .flatMap(link -> restarted(link, module, going, followed).stream())
                .toList();
    }

    private static Optional<String> restarted(Link link, String module, Set<Long> going, Followed followed) {
        var name = "its reference " + link.reference().name;
        var lost = link.bound().stream()
                .filter(service -> going.contains(service.bundle))
                .findFirst();
        if (lost.isPresent() && link.fixed()) {
            return Optional.of(link.say(module, "would be restarted, since " + name + " to it is static"));
        }
        boolean another = link.bound().stream().anyMatch(service -> !going.contains(service.bundle));
        return lost.isPresent() && link.mandatory() && !another && !follows(link, lost.get(), followed)
                ? Optional.of(link.say(module, "would be stopped, since " + name + " to it is mandatory"))
                : Optional.empty();
    }

    /** Nobody knows whether what comes would match a filter. */
    private static boolean follows(Link link, ServiceReferenceDTO lost, Followed followed) {
        return link.reference().target == null
                && followed.by(link.reference().interfaceName, lost.properties.containsKey("component.name"));
    }

    /** Those of a module's components that new services would restart. */
    Collection<String> takingUp(
            Collection<ComponentDescriptionDTO> components, String module, DeclaredServices arriving) {
        return links(components)
                .filter(link -> link.fixed() && GREEDY.equals(link.reference().policyOption))
                .filter(link -> !link.reference().interfaceName.startsWith(API))
                .filter(link -> prefers(link, arriving.ranking(link.reference().interfaceName)))
                .map(link -> link.say(
                        module,
                        "would be restarted, since its reference " + link.reference().name
                                + " is static and greedy for what it brings"))
                .toList();
    }

    private static boolean prefers(Link link, OptionalInt ranking) {
        return ranking.isPresent()
                && (link.many() || link.bound().stream().allMatch(bound -> ranking(bound) < ranking.getAsInt()));
    }

    private static int ranking(ServiceReferenceDTO bound) {
        return bound.properties.get(Constants.SERVICE_RANKING) instanceof Integer ranking ? ranking : 0;
    }

    private Stream<Link> links(Collection<ComponentDescriptionDTO> components) {
        return components.stream()
                .flatMap(description -> runtime.getComponentConfigurationDTOs(description).stream())
                .filter(BoundComponents::satisfied)
                .flatMap(configuration -> Arrays.stream(configuration.description.references)
                        .map(reference ->
                                new Link(configuration.description.name, reference, bound(configuration, reference))));
    }

    private static boolean satisfied(ComponentConfigurationDTO configuration) {
        return configuration.state == ComponentConfigurationDTO.SATISFIED
                || configuration.state == ComponentConfigurationDTO.ACTIVE;
    }

    private static List<ServiceReferenceDTO> bound(ComponentConfigurationDTO configuration, ReferenceDTO reference) {
        return Arrays.stream(configuration.satisfiedReferences)
                .filter(satisfied -> satisfied.name.equals(reference.name))
                .flatMap(satisfied -> Arrays.stream(satisfied.boundServices))
                .toList();
    }
}
