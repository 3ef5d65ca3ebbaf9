package com.a64platform.core.unloading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.a64platform.core.operations.Workers;
import com.a64platform.core.remnants.EveryKind;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import javax.management.JMException;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Careless modules come and go. A class loader stands for each, with classes of its own; the rest is real. */
class UnloadingTest {
    private static final Unloading.Pace QUICK =
            new Unloading.Pace(Duration.ofMillis(5), Duration.ZERO, Duration.ofMillis(20), Duration.ZERO);
    private static final Unloading.Pace SLOW =
            new Unloading.Pace(Duration.ofMillis(5), Duration.ofHours(1), Duration.ofHours(1), Duration.ZERO);
    private static final Lull ALONE = new Lull(() -> 0, Duration.ZERO, Duration.ZERO);
    private static final String MODULE = "careless";

    private final Workers workers = new Workers();
    private final List<Departure> settled = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Departure> firstSettled = new CompletableFuture<>();
    private final AtomicInteger collections = new AtomicInteger();

    /** The platform's, as those of the HTTP server are: it outlives every module. */
    private final ExecutorService visited = Executors.newSingleThreadExecutor(work -> new Thread(work, "visited"));

    private Unloading unloading = unloading(QUICK, new EveryKind());

    @AfterEach
    void end() throws JMException {
        var wrapped = new ObjectName("hostile:type=Wrapped");
        if (ManagementFactory.getPlatformMBeanServer().isRegistered(wrapped)) {
            ManagementFactory.getPlatformMBeanServer().unregisterMBean(wrapped);
        }
        HidingPlace.endTest();
        visited.shutdownNow();
        workers.close();
    }

    @ParameterizedTest
    @CsvSource({
        "StartsThread, thread hostile-thread",
        "StartsTimer, thread hostile-timer",
        "StartsPool, thread pool-",
        "StartsSchedule, thread pool-",
        "KeepsThreadLocal, thread-local value",
        "KeepsListInThreadLocal, thread-local value java.util.ImmutableCollections",
        "LeavesContextLoader, context loader of thread",
        "RegistersMBean, MBean hostile:type=Pump",
        "AddsLogHandler, part of java.util.logging",
        "SetsLogFilter, part of java.util.logging",
        "SetsLogLevel, OwnLevel",
        "AddsShutdownHook, shutdown hook hostile-hook",
        "RegistersDriver, JDBC driver",
        "AddsProvider, security provider Hostile",
        "SetsEveryonesExceptionHandler, for every thread",
        "SetsExceptionHandler, handler of uncaught exceptions",
        "ReplacesOutput, default of the process System.out",
        "ReplacesProxySelector, default of the process ProxySelector",
        "ReplacesFileNameMap, default of the process FileNameMap",
        "TrustsEveryHost, default of the process HostnameVerifier"
    })
    void clearsWhatIsLeftAndSaysSo(String deed, String cleared) throws Exception {
        unload(deed);

        var departure = settled();

        assertThat(departure.collected()).as(departure.verdict()).isTrue();
        assertThat(departure.cleared()).contains(cleared);
        assertThat(departure.holders()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ReadsResourceBundle", "WritesJson", "Introspects", "Serializes", "OpensUrls"})
    void emptiesCachesWithoutBlame(String deed) throws Exception {
        unload(deed);

        var departure = settled();

        assertThat(departure.collected()).as(departure.verdict()).isTrue();
        assertThat(departure.leftovers()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "StartsStubbornThread, thread hostile-stubborn in com.a64platform.core.unloading.Hostile$StartsStubbornThread",
        "OccupiesCommonPool, Hostile$OccupiesCommonPool",
        "StartsForkJoinPool, thread of others ForkJoinPool-",
        "WrapsMBean, wrapped MBean hostile:type=Wrapped",
        "HidesInPlatform, of none of the known kinds"
    })
    void namesWhatItCannotClear(String deed, String holder) throws Exception {
        unload(deed);

        var departure = settled();

        assertThat(departure.collected()).isFalse();
        assertThat(departure.verdict()).contains(holder);
        assertThat(unloading.held(MODULE)).containsExactly(departure);
        assertThat(unloading.held("another")).isEmpty();
    }

    @Test
    void leavesJavasOwnThreadsToEverybody() throws Exception {
        unload("WaitsByJavasScheduler");

        assertThat(settled().collected()).as(settled().verdict()).isTrue();

        assertThat(new CompletableFuture<String>()
                        .completeOnTimeout("goes on", 1, TimeUnit.MILLISECONDS)
                        .get(10, TimeUnit.SECONDS))
                .isEqualTo("goes on");
    }

    @Test
    void forgetsWhatIsCollectedAfterAll() throws Exception {
        unload("HidesInPlatform");
        settled();

        HidingPlace.HELD.clear();
        System.gc();

        assertThat(unloading.held(MODULE)).isEmpty();
        assertThat(unloading.uncollected()).isEmpty();
    }

    @Test
    void collectsOnceForAllThatWait() throws Exception {
        unloading = unloading(SLOW, new EveryKind());
        for (int i = 0; i < 20; i++) {
            unload("WritesJson");
        }

        unloading.judge(MODULE);

        assertThat(settled).hasSize(20).allMatch(Departure::collected);
        assertThat(collections).hasValue(1);
    }

    @Test
    void accusesNobodyWhileTheMachineDoesNotCollect() throws Exception {
        unloading = new Unloading(workers, new EveryKind(), () -> collections.incrementAndGet() < 0, QUICK, ALONE);
        unloading.listen(new Settled());
        unload("HidesInPlatform");

        await().until(() -> collections.get() > 3);

        assertThat(settled).isEmpty();
        assertThat(unloading.held(MODULE)).isEmpty();
    }

    @Test
    void collectsOnlyWhenNobodyAsks() throws Exception {
        var requests = new AtomicInteger();
        var busy = new AtomicBoolean(true);
        unloading = unloading(
                QUICK,
                new EveryKind(),
                new Lull(
                        () -> busy.get() ? requests.incrementAndGet() : requests.get(),
                        Duration.ofMillis(20),
                        Duration.ofHours(1)));
        unload("WritesJson");

        await().until(() -> requests.get() > 20);
        assertThat(collections).hasValue(0);

        busy.set(false);
        assertThat(settled().collected()).isTrue();
        assertThat(collections).hasPositiveValue();
    }

    @Test
    void collectsInTheEndAlthoughSomebodyAlwaysAsks() throws Exception {
        var requests = new AtomicInteger();
        unloading = unloading(
                QUICK,
                new EveryKind(),
                new Lull(requests::incrementAndGet, Duration.ofMillis(20), Duration.ofMillis(100)));
        unload("WritesJson");

        assertThat(settled().collected()).isTrue();
        assertThat(collections).hasPositiveValue();
    }

    @Test
    void judgesAtOnceWhenAsked() throws Exception {
        unloading = unloading(SLOW, new EveryKind());
        unload("HidesInPlatform");
        unload("AddsLogHandler");

        assertThat(unloading.judge(MODULE)).singleElement().satisfies(one -> assertThat(one.verdict())
                .contains("of none of the known kinds"));
        assertThat(settled).hasSize(2);
    }

    @Test
    void accusesNobodyOfWhatHoldsForAMoment() throws Exception {
        BooleanSupplier goneAtTheThird = () -> {
            if (collections.incrementAndGet() <= 2) {
                return true;
            }
            HidingPlace.HELD.clear();
            return ForcedCollection.run();
        };
        unloading =
                new Unloading(workers, new EveryKind(), goneAtTheThird, withGrace(SLOW, Duration.ofSeconds(2)), ALONE);
        unloading.listen(new Settled());
        unload("HidesInPlatform");

        assertThat(unloading.judge(MODULE)).isEmpty();
        assertThat(settled().collected()).isTrue();
    }

    @Test
    void doesNotSayThatItIsNotKnownBeforeAWhile() throws Exception {
        unloading = unloading(withGrace(QUICK, Duration.ofHours(1)), new EveryKind());
        unload("HidesInPlatform");

        await().until(() -> collections.get() > 3);

        assertThat(settled).isEmpty();
        assertThat(unloading.held(MODULE)).isEmpty();
    }

    @Test
    void judgesWhatIsUnloadedMeanwhileToo() throws Exception {
        BooleanSupplier oneMoreGoes = () -> {
            if (collections.incrementAndGet() == 2) {
                unloaded("HidesInPlatform");
            }
            return true;
        };
        unloading = new Unloading(workers, new EveryKind(), oneMoreGoes, SLOW, ALONE);
        unload("HidesInPlatform");

        assertThat(unloading.judge(MODULE)).hasSize(2);
    }

    @Test
    void namesAKnownHolderWithoutWaiting() throws Exception {
        unloading = unloading(withGrace(SLOW, Duration.ofHours(1)), new EveryKind());
        unload("StartsStubbornThread");

        assertThat(unloading.judge(MODULE)).singleElement().satisfies(one -> assertThat(one.verdict())
                .contains("thread hostile-stubborn"));
    }

    @Test
    void oneKindThatFailsHidesNoOther() throws Exception {
        KnownRemnants known = new EveryKind();
        KnownRemnants failing = new KnownRemnants() {
            @Override
            public List<Remnant> all() {
                return List.of(new Failing(), known.all().get(0));
            }

            @Override
            public List<Remnant> suspects() {
                return List.of();
            }
        };
        unloading = unloading(QUICK, failing);

        unload("StartsThread");

        assertThat(settled().leftovers())
                .extracting(Leftover::sentence)
                .containsExactlyInAnyOrder(
                        "broken could not be looked for: the look failed; the log has the exception",
                        "thread hostile-thread (cleared)");
    }

    private static final class Failing implements Remnant {
        @Override
        public String kind() {
            return "broken";
        }

        @Override
        public List<Leftover> sweep(ModuleCode code) {
            throw new IllegalStateException("on purpose");
        }
    }

    private static Unloading.Pace withGrace(Unloading.Pace pace, Duration grace) {
        return new Unloading.Pace(pace.round(), pace.patience(), pace.between(), grace);
    }

    private Unloading unloading(Unloading.Pace pace, KnownRemnants known) {
        return unloading(pace, known, ALONE);
    }

    private Unloading unloading(Unloading.Pace pace, KnownRemnants known, Lull lull) {
        var made = new Unloading(
                workers,
                known,
                () -> {
                    synchronized (visited) {
                        collections.incrementAndGet();
                        return ForcedCollection.run();
                    }
                },
                pace,
                lull);
        made.listen(new Settled());
        return made;
    }

    /** Without Awaitility, which keeps everybody's handler of uncaught exceptions while it waits. */
    private Departure settled() throws Exception {
        return firstSettled.get(1, TimeUnit.MINUTES);
    }

    /** On the platform's thread, with the module's context loader, as the platform calls modules. */
    private void unload(String deed) throws Exception {
        Callable<Boolean> life = () -> {
            var loader = new Copies();
            commit(loader, deed);
            unloading.departed(MODULE, "1.0.0", "operation", loader);
            return true;
        };
        synchronized (visited) { // no collection while a frame still has the loader
            visited.submit(life).get();
        }
    }

    private void unloaded(String deed) {
        try {
            unload(deed);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static void commit(ClassLoader loader, String deed) throws Exception {
        var thread = Thread.currentThread();
        var before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            var type = Class.forName(Hostile.class.getName() + "$" + deed, true, loader);
            var made = type.getDeclaredConstructor();
            made.setAccessible(true);
            var commit = type.getMethod("commit");
            commit.setAccessible(true);
            commit.invoke(made.newInstance());
        } finally {
            if (!deed.equals("LeavesContextLoader")) {
                thread.setContextClassLoader(before);
            }
        }
    }

    private final class Settled implements UnloadListener {
        @Override
        public String operationOn(String module) {
            return "";
        }

        @Override
        public boolean settled(Departure departure) {
            firstSettled.complete(departure);
            return settled.add(departure);
        }
    }

    /** Defines the hostile classes itself, and takes all others from the test's loader. */
    private static final class Copies extends ClassLoader {
        Copies() {
            super(UnloadingTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.startsWith(Hostile.class.getName())) {
                return super.loadClass(name, resolve);
            }
            var known = findLoadedClass(name);
            return known == null ? define(name) : known;
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            try (var in = getResourceAsStream(name.replace('.', '/') + ".class")) {
                var bytes = in.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }
}
