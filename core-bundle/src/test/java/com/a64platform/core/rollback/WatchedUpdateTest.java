package com.a64platform.core.rollback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.a64platform.core.modules.InMemoryInstallations;
import com.a64platform.core.observing.ModuleHealth;
import com.a64platform.core.observing.StoreCheck;
import com.a64platform.core.operations.Operation;
import com.a64platform.core.operations.OperationState;
import com.a64platform.core.operations.Workers;
import com.a64platform.core.platform.StoreSilence;
import com.a64platform.core.routes.NoRequests;
import com.a64platform.core.routes.Route;
import java.lang.ref.WeakReference;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WatchedUpdateTest {
    private static final ModuleHealth.Finding WELL =
            new ModuleHealth.Finding(ModuleHealth.Status.HEALTHY, Optional.of(Instant.EPOCH), Instant.EPOCH, 0, "");

    private final Workers workers = new Workers();
    private final StoreCheck store = new StoreCheck(new InMemoryInstallations(), new StoreSilence(), workers);
    private final WatchedUpdate update = new WatchedUpdate(
            new Operation(
                    "1",
                    "update",
                    "farm",
                    "default",
                    "admin",
                    OperationState.SUCCEEDED,
                    List.of(),
                    Map.of(),
                    Optional.empty(),
                    Instant.EPOCH,
                    Instant.EPOCH,
                    1),
            0,
            0);

    @AfterEach
    void stop() {
        workers.close();
    }

    /** It may be unloaded at any time, and the next look may be late. */
    @Test
    void keepsNothingOfTheVersionThatItHasSeen() {
        var gone = new WeakReference<>(seen());

        await().untilAsserted(() -> {
            System.gc();
            assertThat(gone.refersTo(null)).isTrue();
        });
        assertThat(update.module()).as("and is watched still").isEqualTo("farm");
    }

    @Test
    void countsAnewWhenAnotherRouteServes() {
        var first = route();
        answer(first, 19, 1);
        assertThat(look(first)).isEmpty();

        var second = route();
        answer(second, 1, 0);
        assertThat(look(second)).isEmpty();
        answer(second, 0, 19);

        assertThat(look(second)).contains("19 of its 20 requests failed with a server error.");
    }

    private Route seen() {
        var route = route();
        assertThat(look(route)).isEmpty();
        return route;
    }

    private Optional<String> look(Route route) {
        return update.sick(WELL, route, store);
    }

    private static void answer(Route route, int well, int failed) {
        for (int i = 0; i < well + failed; i++) {
            route.answered(i >= well);
        }
    }

    private static Route route() {
        return new Route("/api/v1/farm", "farm", "1.1.0", new NoRequests());
    }
}
