package com.a64platform.core.offers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.a64platform.core.descriptors.DescriptorReader;
import com.a64platform.core.memory.LicensingClock;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.registry.RegistryClient;
import com.a64platform.core.trust.Catalog;
import com.a64platform.core.trust.Trust;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** What is found when several registries offer one name. */
class SeveralRegistriesTest {
    private static final String MODULE = "field-notes";

    /** By registry; one without a catalog does not answer. */
    private final Map<String, Optional<Catalog>> registries = new LinkedHashMap<>();

    private Optional<String> owner = Optional.empty();
    private final Catalogs catalogs = new Catalogs(
            () -> registries.keySet().stream().map(this::client).toList(),
            trust(),
            new DescriptorReader(),
            new LicensingClock(Clock.systemUTC(), System::nanoTime, List.of()));

    private RegistryClient client(String name) {
        return fake(RegistryClient.class, (proxy, method, arguments) -> switch (method.getName()) {
            case "name" -> name;
            case "timestamp", "catalog" -> new byte[0];
            default -> throw new UnsupportedOperationException(method.getName());
        });
    }

    private Trust trust() {
        return fake(Trust.class, (proxy, method, arguments) -> switch (method.getName()) {
            case "rootVersion" -> OptionalLong.empty();
            case "registryOf" -> owner;
            case "check" -> null;
            case "verifyCatalog" ->
                registries
                        .get((String) arguments[0])
                        .orElseThrow(() -> new ProblemException(
                                ErrorCode.REGISTRY_UNAVAILABLE, arguments[0] + " does not answer."));
            default -> throw new UnsupportedOperationException(method.getName());
        });
    }

    private static <T> T fake(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private void offers(String registry, String publisher, Catalog.Release... releases) {
        var latest = List.of(releases).stream()
                .filter(release -> !release.yanked())
                .map(Catalog.Release::version)
                .findFirst()
                .orElse("");
        var entry = new Catalog.Entry(MODULE, "Notes", "", "", publisher, latest, List.of(releases));
        registries.put(registry, Optional.of(new Catalog(1, Instant.EPOCH, Instant.EPOCH, registry, List.of(entry))));
    }

    private static Catalog.Release release(String version, boolean yanked) {
        Map<String, Object> descriptor = new LinkedHashMap<>(Map.of(
                "name",
                MODULE,
                "version",
                version,
                "displayName",
                "Notes",
                "description",
                "Notes.",
                "author",
                Map.of("name", "Acme"),
                "license",
                "MIT",
                "licensing",
                Map.of("required", false),
                "routePrefix",
                "/api/v1/field-notes",
                "dependencies",
                Map.of("platform", ">=1.0.0")));
        return new Catalog.Release(version, "0".repeat(64), 1, descriptor, yanked);
    }

    private void refused(ErrorCode code, String why, String version) {
        assertThatThrownBy(() -> catalogs.find(MODULE, version))
                .isInstanceOfSatisfying(ProblemException.class, problem -> assertThat(problem.code())
                        .isEqualTo(code))
                .hasMessageContaining(why);
    }

    @Test
    void takesTheFirstOfTwoThatOfferTheSamePublishersModule() {
        offers("default", "acme", release("1.0.0", false));
        offers("second", "acme", release("2.0.0", false));
        var offer = catalogs.find(MODULE, Catalogs.LATEST);
        assertThat(offer.registry()).isEqualTo("default");
        assertThat(offer.version()).isEqualTo("1.0.0");
    }

    @Test
    void explainsThatTwoPublishersOfferOneName() {
        offers("default", "acme", release("1.0.0", false));
        offers("second", "thief", release("9.0.0", false));
        refused(ErrorCode.CONFLICT, "the registry second offers it from thief", Catalogs.LATEST);
    }

    @Test
    void takesFromItsOwnRegistryOnceItBelongsThere() {
        offers("default", "thief", release("9.0.0", false));
        offers("second", "acme", release("1.0.0", false));
        owner = Optional.of("second");
        assertThat(catalogs.find(MODULE, Catalogs.LATEST).publisher()).isEqualTo("acme");
        registries.put("default", Optional.empty());
        assertThat(catalogs.find(MODULE, Catalogs.LATEST).publisher()).isEqualTo("acme");
    }

    @Test
    void takesNoNewNameWhileARegistryDoesNotAnswer() {
        offers("default", "acme", release("1.0.0", false));
        registries.put("second", Optional.empty());
        refused(ErrorCode.REGISTRY_UNAVAILABLE, "second does not answer", Catalogs.LATEST);
        assertThat(catalogs.listings()).hasSize(1);
    }

    @Test
    void looksElsewhereWhenItsOwnRegistryHasWithdrawnAll() {
        offers("default", "acme", release("1.0.0", true));
        offers("second", "zenith", release("2.0.0", false));
        owner = Optional.of("default");
        assertThat(catalogs.find(MODULE, Catalogs.LATEST).registry()).isEqualTo("second");
    }

    @Test
    void refusesAWithdrawnVersionAndRemembersIt() {
        offers("default", "acme", release("1.1.0", true), release("1.0.0", false));
        refused(ErrorCode.MODULE_NOT_FOUND, "was withdrawn by its publisher", "1.1.0");
        refused(ErrorCode.MODULE_NOT_FOUND, "is not offered; its latest is 1.0.0", "3.0.0");
        assertThat(catalogs.withdrawn(MODULE, "1.1.0")).isTrue();
        assertThat(catalogs.withdrawn(MODULE, "1.0.0")).isFalse();
    }
}
