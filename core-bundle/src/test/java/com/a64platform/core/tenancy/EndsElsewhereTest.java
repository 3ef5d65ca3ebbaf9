package com.a64platform.core.tenancy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.a64platform.core.audit.Audit.Actor;
import com.a64platform.core.audit.RecordedAudit;
import com.a64platform.core.identity.Caller;
import com.a64platform.core.identity.IdentityFixture;
import com.a64platform.core.operations.Workers;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.tenants.InMemoryTenantRepository;
import com.a64platform.core.tenants.Tenant;
import com.a64platform.core.tenants.Tenants;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two nodes' parts on one store. */
class EndsElsewhereTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    private final Workers workers = new Workers();
    private final IdentityFixture identity = new IdentityFixture();
    private final FailingTenants store = new FailingTenants();
    private final Tenants tenants = new Tenants(store, new RecordedAudit());
    private final Tenants tenantsElsewhere = new Tenants(store, new RecordedAudit());
    private final List<String> heard = new CopyOnWriteArrayList<>();

    @AfterEach
    void stop() {
        workers.close();
    }

    @Test
    void refusesWhatAnotherNodeHasEnded() {
        var anna = identity.signedIn("anna", "acme", Caller.USER);
        var bob = identity.signedIn("bob", "acme", Caller.USER);
        var root = identity.caller("root", "acme", Caller.SUPER_ADMIN);
        var acme = tenants.create(Actor.SYSTEM, "Acme");
        assertThat(tenants.acting(acme.id())).isPresent();
        identity.sessions.whenEnded(heard::add);

        var node = follow(identity, Optional.of(Duration.ofMillis(5)));
        tenantsElsewhere.close(Actor.SYSTEM, acme.id());
        identity.elsewhere().leave(IdentityFixture.HOME, root, "anna", "acme");

        await().atMost(LONG).until(() -> tenants.acting(acme.id()).isEmpty());
        await().atMost(LONG).until(() -> identity.accessTokens.isOver(anna));
        assertThat(identity.accessTokens.isOver(bob)).isFalse();
        assertThat(heard).containsExactly(anna.session());
        node.close();
    }

    @Test
    void goesOnWhenTheStoreIsBack() {
        var acme = tenants.create(Actor.SYSTEM, "Acme");
        assertThat(tenants.acting(acme.id())).isPresent();
        tenantsElsewhere.close(Actor.SYSTEM, acme.id());
        store.failures.set(3);

        var node = follow(identity, Optional.of(Duration.ofMillis(5)));

        await().atMost(LONG).until(() -> tenants.acting(acme.id()).isEmpty());
        assertThat(store.failures).hasNegativeValue();
        node.close();
    }

    @Test
    void asksNothingWhereNoOtherNodeWrites() {
        store.failures.set(1);

        follow(identity, Optional.empty()).close();

        assertThat(store.failures).hasValue(1);
    }

    private EndsElsewhere follow(IdentityFixture node, Optional<Duration> pause) {
        return new EndsElsewhere(node.sessions, tenants, workers, pause);
    }

    /** Does not answer for a while. */
    private static final class FailingTenants extends InMemoryTenantRepository {
        private final AtomicInteger failures = new AtomicInteger();

        @Override
        public List<Tenant> all() {
            if (failures.getAndDecrement() > 0) {
                throw new ProblemException(ErrorCode.STORE_UNAVAILABLE, "away");
            }
            return super.all();
        }
    }
}
