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
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class CatalogsTest {
    private final List<String> events = new ArrayList<>();
    private OptionalLong rootVersion = OptionalLong.of(1);
    private long newestRoot = 3;
    private final Deque<String> timestamps = new ArrayDeque<>();
    private int refusals;

    private Catalogs catalogs() {
        return new Catalogs(
                () -> List.of(fake(RegistryClient.class, this::registry)),
                fake(Trust.class, this::trust),
                new DescriptorReader(),
                new LicensingClock(Clock.systemUTC(), System::nanoTime, List.of()));
    }

    private Object registry(Object proxy, Method method, Object[] arguments) {
        return switch (method.getName()) {
            case "name" -> "default";
            case "root" ->
                (long) arguments[0] <= newestRoot
                        ? Optional.of(new byte[] {((Long) arguments[0]).byteValue()})
                        : Optional.empty();
            case "timestamp" ->
                timestamps.isEmpty() ? new byte[0] : timestamps.pop().getBytes();
            case "catalog" -> new byte[0];
            default -> throw new UnsupportedOperationException(method.getName());
        };
    }

    private Object trust(Object proxy, Method method, Object[] arguments) {
        switch (method.getName()) {
            case "rootVersion":
                return rootVersion;
            case "acceptRoot":
                rootVersion = OptionalLong.of(((byte[]) arguments[1])[0]);
                events.add("root " + rootVersion.getAsLong());
                return null;
            case "verifyCatalog":
                events.add("catalog");
                if (refusals-- > 0) {
                    throw new ProblemException(ErrorCode.TRUST_METADATA_INVALID, "They do not belong together.");
                }
                return new Catalog(1, Instant.EPOCH, Instant.EPOCH, "test", List.of());
            case "registryOf":
                return Optional.empty();
            default:
                throw new UnsupportedOperationException(method.getName());
        }
    }

    private static <T> T fake(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    @Test
    void followsTheRootDocumentsBeforeItBelievesTheCatalog() {
        assertThat(catalogs().listings()).isEmpty();
        assertThat(events).containsExactly("root 2", "root 3", "catalog");
        catalogs().listings();
        assertThat(events).containsExactly("root 2", "root 3", "catalog", "catalog");
    }

    @Test
    void learnsNoFirstRootFromARegistry() {
        rootVersion = OptionalLong.empty();
        catalogs().listings();
        assertThat(events).containsExactly("catalog");
    }

    @Test
    void readsOnceMoreWhatWasPublishedBetweenTheTwoDocuments() {
        rootVersion = OptionalLong.empty();
        timestamps.addAll(List.of("1", "2"));
        refusals = 1;

        assertThatThrownBy(() -> catalogs().find("hello", "latest")).hasMessageContaining("No registry offers");
        assertThat(events).containsExactly("catalog", "catalog");
    }

    @Test
    void refusesAtOnceWhatStaysMixed() {
        rootVersion = OptionalLong.empty();
        timestamps.addAll(List.of("1", "1"));
        refusals = 1;

        assertThatThrownBy(() -> catalogs().find("hello", "latest")).hasMessageContaining("belong together");
        assertThat(events).containsExactly("catalog");
    }

    @Test
    void takesNoEndlessChain() {
        newestRoot = 120;
        catalogs().listings();
        assertThat(events).hasSize(33).endsWith("root 33", "catalog");
    }
}
