package com.a64platform.core.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRequirement;
import org.osgi.framework.wiring.BundleRevision;

/** Who is wired to whose packages. */
@Tag("attack")
class FrameworkGuardTest {
    private final FrameworkGuard guard = new FrameworkGuard();
    private final Bundle jackson = bundle(1);
    private final Bundle jersey = bundle(2);
    private final Bundle exporting = bundle(3);
    private final Bundle importing = bundle(4);

    @BeforeEach
    void start() {
        guard.start(fake(BundleContext.class, Map.of("getBundles", new Bundle[] {jackson, jersey})));
    }

    @Test
    void wiresNoBundleOfThePlatformToAModule() {
        assertThat(wired(jersey, offered(exporting, "com.example.api"))).isEmpty();
        assertThat(wired(jersey, offered(jackson, "com.fasterxml.jackson.core")))
                .hasSize(1);
    }

    @Test
    void wiresNoModuleToAnothersCopyOfWhatThePlatformHas() {
        var platforms = offered(jackson, "com.fasterxml.jackson.core");

        assertThat(wired(importing, offered(exporting, "com.fasterxml.jackson.core"), platforms))
                .containsExactly(platforms);
    }

    @Test
    void wiresModulesToWhatOnlyModulesHave() {
        assertThat(wired(importing, offered(exporting, "com.example.api"))).hasSize(1);
    }

    private List<BundleCapability> wired(Bundle asking, BundleCapability... offered) {
        var candidates = new ArrayList<>(List.of(offered));
        guard.filterMatches(
                fake(
                        BundleRequirement.class,
                        Map.of("getRevision", revision(asking), "getNamespace", PackageNamespace.PACKAGE_NAMESPACE)),
                candidates);
        return candidates;
    }

    private static BundleCapability offered(Bundle by, String packageName) {
        return fake(
                BundleCapability.class,
                Map.of(
                        "getRevision",
                        revision(by),
                        "getAttributes",
                        Map.of(PackageNamespace.PACKAGE_NAMESPACE, packageName)));
    }

    private static BundleRevision revision(Bundle bundle) {
        return fake(BundleRevision.class, Map.of("getBundle", bundle));
    }

    private static Bundle bundle(long id) {
        return fake(Bundle.class, Map.of("getBundleId", id, "adapt", fake(BundleRevision.class, Map.of())));
    }

    private static <T> T fake(Class<T> type, Map<String, Object> answers) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> switch (method.getName()) {
                    case "equals" -> self == arguments[0];
                    case "hashCode" -> System.identityHashCode(self);
                    case "toString" -> type.getSimpleName();
                    default -> answers.get(method.getName());
                }));
    }
}
