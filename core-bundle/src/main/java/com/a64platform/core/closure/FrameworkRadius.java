package com.a64platform.core.closure;

import com.a64platform.core.modules.Revision;
import com.a64platform.core.modules.Revisions;
import com.a64platform.core.modules.VerifiedArtifact;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleReference;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleWire;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;

/** Looks at the wires between bundles and at what the components of other modules are bound to. */
@Component(service = BlastRadius.class)
public final class FrameworkRadius implements BlastRadius {
    private final Revisions revisions;
    private final BoundComponents components;

    @Activate
    public FrameworkRadius(@Reference Revisions revisions, @Reference BoundComponents components) {
        this.revisions = revisions;
        this.components = components;
    }

    @Override
    public List<String> ofArriving(VerifiedArtifact next) {
        var serving = revisions.serving(next.name());
        if (serving.filter(same -> same.artifact().sha256().equals(next.sha256()))
                .isPresent()) {
            return List.of();
        }
        var declared = DeclaredServices.of(next);
        Set<String> touched = new LinkedHashSet<>();
        var bound = components.byBundle();
        serving.ifPresent(
                old -> touched.addAll(leaving(old, going(next.name(), bound), followed(old, next, declared), bound)));
        for (var other : others(next.name())) {
            touched.addAll(
                    components.takingUp(bound.getOrDefault(other.bundleId(), List.of()), other.module(), declared));
        }
        return List.copyOf(touched);
    }

    /** What makes room first leaves nobody to follow to. What code registers by itself {@link #ofReplacing} looks at. */
    private BoundComponents.Followed followed(Revision old, VerifiedArtifact next, DeclaredServices declared) {
        boolean besides = revisions.besides(next, old);
        return (type, declaredBefore) -> besides && (declared.offers(type) || !declaredBefore);
    }

    @Override
    public List<String> ofReplacing(Revision next) {
        var offered = Arrays.stream(registered(bundle(next)))
                .flatMap(FrameworkRadius::types)
                .toList();
        var bound = components.byBundle();
        var going = going(next.module(), bound);
        going.remove(next.bundleId());
        return revisions
                .serving(next.module())
                .map(old -> leaving(old, going, (type, declaredBefore) -> offered.contains(type), bound))
                .orElse(List.of());
    }

    @Override
    public List<String> ofRemoving(String module) {
        return revisions
                .serving(module)
                .map(old -> {
                    var bound = components.byBundle();
                    return leaving(old, going(module, bound), (type, declaredBefore) -> false, bound);
                })
                .orElse(List.of());
    }

    /**
     * @param going the bundles of the module that do not stay
     * @param bound the components of all bundles
     */
    private List<String> leaving(
            Revision old,
            Set<Long> going,
            BoundComponents.Followed replaced,
            Map<Long, List<ComponentDescriptionDTO>> bound) {
        var bundle = bundle(old);
        Set<String> touched = new LinkedHashSet<>(wired(bundle));
        for (var other : others(old.module())) {
            touched.addAll(components.lettingGo(
                    bound.getOrDefault(other.bundleId(), List.of()),
                    other.module(),
                    going,
                    (type, declaredBefore) ->
                            replaced.by(type, declaredBefore) || offeredElsewhere(old.module(), type, other.module())));
            touched.addAll(holding(bundle(other), other.module(), bundle));
        }
        return List.copyOf(touched);
    }

    /** The services of a bundle that another one uses although no reference of a component is bound to them. */
    private List<String> holding(Bundle user, String module, Bundle offering) {
        return Arrays.stream(registered(offering))
                .filter(reference -> uses(user, reference) && !components.binds(user, id(reference)))
                .map(reference -> module + ", which holds its service "
                        + String.join(", ", types(reference).toList())
                        + " otherwise than by a reference of a component")
                .toList();
    }

    /** Also those that were replaced and are still kept. */
    private Set<Long> going(String module, Map<Long, List<ComponentDescriptionDTO>> bound) {
        var going = new HashSet<>(BoundComponents.bundlesOf(module, bound));
        revisions.serving(module).ifPresent(serving -> going.add(serving.bundleId()));
        return going;
    }

    /** The bundles that are wired to this one, and those that are wired to them. */
    private static Collection<String> wired(Bundle bundle) {
        Map<String, Set<String>> reasons = new TreeMap<>();
        var seen = new LinkedHashSet<Bundle>(Set.of(bundle));
        var next = new ArrayDeque<Bundle>(seen);
        while (!next.isEmpty()) {
            var provider = next.remove();
            for (var wire : provided(provider)) {
                var requirer = wire.getRequirer().getBundle();
                if (!requirer.getSymbolicName().equals(bundle.getSymbolicName())) {
                    reasons.computeIfAbsent(requirer.getSymbolicName(), name -> new TreeSet<>())
                            .add(reason(wire, provider.equals(bundle)));
                    if (seen.add(requirer)) {
                        next.add(requirer);
                    }
                }
            }
        }
        return reasons.entrySet().stream()
                .map(found -> found.getKey() + ", which " + String.join(" and ", found.getValue()))
                .toList();
    }

    private static List<BundleWire> provided(Bundle provider) {
        var wiring = provider.adapt(BundleWiring.class);
        var wires = wiring == null ? null : wiring.getProvidedWires(null);
        return wires == null ? List.of() : wires;
    }

    private static String reason(BundleWire wire, boolean direct) {
        var capability = wire.getCapability();
        var what = capability.getNamespace().equals(PackageNamespace.PACKAGE_NAMESPACE)
                ? "imports " + (direct ? "its package " : "the package ")
                        + capability.getAttributes().get(PackageNamespace.PACKAGE_NAMESPACE)
                : "needs " + (direct ? "its capability " : "the capability ") + capability.getNamespace();
        return direct ? what : what + " of " + wire.getProvider().getBundle().getSymbolicName();
    }

    private boolean offeredElsewhere(String module, String type, String asking) {
        return others(module).stream()
                .filter(other -> !other.module().equals(asking))
                .flatMap(other -> Arrays.stream(registered(bundle(other))))
                .flatMap(FrameworkRadius::types)
                .anyMatch(type::equals);
    }

    private List<Revision> others(String module) {
        return revisions.serving().stream()
                .filter(revision -> !revision.module().equals(module))
                .toList();
    }

    private static boolean uses(Bundle user, ServiceReference<?> reference) {
        var users = reference.getUsingBundles();
        return users != null && Arrays.asList(users).contains(user);
    }

    private static Bundle bundle(Revision revision) {
        return ((BundleReference) revision.classLoader()).getBundle();
    }

    private static ServiceReference<?>[] registered(Bundle bundle) {
        var references = bundle.getRegisteredServices();
        return references == null ? new ServiceReference<?>[0] : references;
    }

    private static long id(ServiceReference<?> reference) {
        return (Long) reference.getProperty(Constants.SERVICE_ID);
    }

    private static Stream<String> types(ServiceReference<?> reference) {
        return Arrays.stream((String[]) reference.getProperty(Constants.OBJECTCLASS));
    }
}
