package com.a64platform.core.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class RouteTableTest {
    private final RouteTable table = new RouteTable();

    @Test
    void findsTheRevisionByTheFirstSegmentOnly() {
        var route = route("farm", "1.0.0");
        table.attach(route);

        assertThat(table.enter("/api/v1/farm/farms/1")).contains(route);
        assertThat(table.enter("/api/v1/farm")).contains(route);
        assertThat(table.enter("/api/v1/farmer")).isEmpty();
        assertThat(table.enter("/api/v2/farm")).isEmpty();
    }

    @Test
    void replacesARouteAndLeavesTheOldOneToDrain() {
        var old = route("farm", "1.0.0");
        var next = route("farm", "1.1.0");
        table.attach(old);
        table.enter("/api/v1/farm").orElseThrow();

        assertThat(table.attach(next)).contains(old);

        assertThat(table.enter("/api/v1/farm")).contains(next);
        assertThat(old.drain(Duration.ZERO)).isFalse();
        old.exit();
        assertThat(old.drain(Duration.ofSeconds(5))).isTrue();
    }

    @Test
    void asksStreamsToGoOnceWhenTheRouteCloses() {
        var old = route("farm", "1.0.0");
        var asked = new AtomicInteger();
        old.stays(asked::incrementAndGet);
        old.stays(asked::incrementAndGet).run();

        old.drain(Duration.ZERO);
        old.drain(Duration.ZERO);
        assertThat(asked).hasValue(1);

        old.stays(asked::incrementAndGet);
        assertThat(asked).as("one that came late").hasValue(2);
    }

    @Test
    void cutsOnlyWhatIsStillInside() {
        var old = route("farm", "1.0.0");
        var asked = new AtomicInteger();
        var cut = new AtomicInteger();
        old.stays(asked::incrementAndGet, cut::incrementAndGet);
        old.stays(asked::incrementAndGet, cut::incrementAndGet).run();

        old.close();
        assertThat(cut).hasValue(0);
        old.cut();

        assertThat(asked).hasValue(1);
        assertThat(cut).hasValue(1);
    }

    @Test
    void asksTheOthersToGoWhenOneCannotBeAsked() {
        var old = route("farm", "1.0.0");
        var asked = new AtomicInteger();
        for (int i = 0; i < 3; i++) {
            old.stays(() -> {
                asked.incrementAndGet();
                throw new IllegalStateException("on purpose");
            });
        }

        assertThat(old.drain(Duration.ofSeconds(5))).isTrue();

        assertThat(asked).hasValue(3);
    }

    @Test
    void endsDrainingWhenTheLastOneLeaves() throws InterruptedException {
        var old = route("farm", "1.0.0");
        table.attach(old);
        table.enter("/api/v1/farm").orElseThrow();
        table.enter("/api/v1/farm").orElseThrow();
        var drained = new AtomicBoolean();
        var drainer = new Thread(() -> drained.set(old.drain(Duration.ofSeconds(20))));
        drainer.start();

        old.exit();
        assertThat(old.inFlight()).isEqualTo(1);
        old.exit();

        drainer.join();
        assertThat(drained).isTrue();
    }

    @Test
    void parksARouteUntilAnotherIsAttached() {
        var old = route("farm", "1.0.0");
        table.attach(old);
        var left = new AtomicInteger();

        var parked = table.park(old);

        assertThat(table.enter("/api/v1/farm")).contains(parked);
        parked.stays(left::incrementAndGet);
        assertThat(table.all()).isEmpty();
        assertThat(table.ofModule("farm")).contains(parked);
        assertThat(table.unservedModule("/api/v1/farm")).isEmpty();
        var next = route("farm", "1.1.0");
        assertThat(table.attach(next)).as("what would have to be drained").isEmpty();
        assertThat(left).hasValue(1);
        assertThat(table.enter("/api/v1/farm")).contains(next);
    }

    @Test
    void letsWhatIsParkedGoWhenNothingComesInItsPlace() {
        var old = route("farm", "1.0.0");
        table.attach(old);
        var left = new AtomicInteger();
        var parked = table.park(old);
        parked.stays(left::incrementAndGet);

        table.detach(old);
        assertThat(left).as("it is not the old one that is in the table").hasValue(0);
        table.detach(parked);

        assertThat(left).hasValue(1);
        assertThat(table.enter("/api/v1/farm")).isEmpty();
        assertThat(table.unservedModule("/api/v1/farm")).contains("farm");
    }

    @Tag("attack")
    @Test
    void refusesAPrefixThatAnotherModuleHolds() {
        table.attach(route("farm", "1.0.0"));
        var thief = new Route("/api/v1/farm", "thief", "1.0.0", new NoHandler());

        assertThatThrownBy(() -> table.attach(thief))
                .isInstanceOfSatisfying(ProblemException.class, problem -> assertThat(problem.code())
                        .isEqualTo(ErrorCode.ROUTE_CONFLICT));
        assertThat(table.ofModule("thief")).isEmpty();
    }

    @Test
    void detachesOnlyTheRouteThatServes() {
        var old = route("farm", "1.0.0");
        var next = route("farm", "1.1.0");
        table.attach(old);
        table.attach(next);

        table.detach(old);
        assertThat(table.enter("/api/v1/farm")).contains(next);

        table.detach(next);
        assertThat(table.enter("/api/v1/farm")).isEmpty();
    }

    @Test
    void remembersWhosePrefixNothingServes() {
        var route = route("farm", "1.0.0");
        table.attach(route);
        assertThat(table.unservedModule("/api/v1/farm/farms")).isEmpty();

        table.detach(route);
        assertThat(table.unservedModule("/api/v1/farm/farms")).contains("farm");

        table.attach(route("farm", "1.1.0"));
        assertThat(table.unservedModule("/api/v1/farm/farms")).isEmpty();
    }

    @Test
    void letsNobodyIntoARouteThatDrained() throws InterruptedException {
        var wrong = new AtomicInteger();
        var done = new AtomicBoolean();
        table.attach(route("farm", "0.0.0"));
        var client = new Thread(() -> {
            while (!done.get()) {
                var route = table.enter("/api/v1/farm").orElseThrow();
                if (((NoHandler) route.handler()).closed.get()) {
                    wrong.incrementAndGet();
                }
                route.exit();
            }
        });
        client.start();
        for (int i = 1; i <= 2_000; i++) {
            var old = table.attach(route("farm", "0.0." + i)).orElseThrow();
            assertThat(old.drain(Duration.ofSeconds(10))).isTrue();
            old.handler().close();
        }
        done.set(true);
        client.join();

        assertThat(wrong).hasValue(0);
    }

    private static Route route(String module, String version) {
        return new Route("/api/v1/" + module, module, version, new NoHandler());
    }

    private static final class NoHandler implements RequestHandler {
        private final AtomicBoolean closed = new AtomicBoolean();

        @Override
        public void handle(HttpServletRequest request, HttpServletResponse response) {
            throw new AssertionError("nobody asks");
        }

        @Override
        public Set<String> prepare() {
            return Set.of();
        }

        @Override
        public void close() {
            closed.set(true);
        }
    }
}
