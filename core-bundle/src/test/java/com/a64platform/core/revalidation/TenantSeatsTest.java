package com.a64platform.core.revalidation;

import static org.assertj.core.api.Assertions.assertThat;

import com.a64platform.core.identity.Caller;
import com.a64platform.core.identity.InMemoryUserRepository;
import com.a64platform.core.identity.User;
import com.a64platform.core.identity.User.Membership;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TenantSeatsTest {
    private final InMemoryUserRepository users = new InMemoryUserRepository();

    @Test
    void countsTheActiveUsersOfTheTenantOnly() {
        add("a", "green", true);
        add("b", "green", true);
        add("c", "green", false);
        add("d", "blue", true);

        assertThat(new TenantSeats(users).taken("green")).isEqualTo(2);
        assertThat(new TenantSeats(users).taken("none")).isZero();
    }

    private void add(String id, String tenant, boolean active) {
        var membership = new Membership(tenant, Caller.USER, Set.of());
        users.add(new User(
                id, id + "@example.org", "hash", List.of(membership), active, Instant.EPOCH, Instant.EPOCH, 0));
    }
}
