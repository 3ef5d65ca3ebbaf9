package com.a64platform.core.tenancy;

import static com.a64platform.core.identity.IdentityFixture.refused;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.a64platform.core.identity.Caller;
import com.a64platform.core.identity.IdentityFixture;
import com.a64platform.core.modules.InMemoryInstallations;
import com.a64platform.core.modules.Installation;
import com.a64platform.core.modules.InstallationState;
import com.a64platform.core.modules.Inventory;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.tenants.InMemoryTenantRepository;
import com.a64platform.core.tenants.Tenant;
import com.a64platform.core.tenants.TenantLimits;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TenantRoomTest {
    private static final OptionalInt ANY = OptionalInt.empty();

    private final IdentityFixture identity = new IdentityFixture();
    private final InMemoryTenantRepository tenants = new InMemoryTenantRepository();
    private final Inventory inventory = new Inventory(new InMemoryInstallations());
    private final TenantRoom room = identity.room(tenants, inventory);

    TenantRoomTest() {
        tenants.add(new Tenant("acme", "Acme", "a"));
        tenants.add(new Tenant("beta", "Beta", "b"));
    }

    @Test
    void countsActiveUsersOfTheTenant() {
        limit(OptionalInt.of(2), ANY);
        identity.user("anna", "acme", Caller.USER);
        identity.user("carl", "beta", Caller.USER);
        room.requireMember("acme");
        identity.user("bob", "acme", Caller.USER);

        refused(ErrorCode.MEMBER_LIMIT_REACHED, () -> room.requireMember("acme"));

        room.requireMember("beta");
        var root = identity.caller("root", "default", Caller.SUPER_ADMIN);
        identity.users.deactivate(IdentityFixture.HOME, root, "bob");
        room.requireMember("acme");
    }

    @Test
    void countsModulesOfTheTenantAndThoseThatAreComing() {
        limit(ANY, OptionalInt.of(2));
        inventory.add(installation("acme", "farm"));
        inventory.add(installation("beta", "herds"));

        room.requireModules("acme", Set.of("stock"), Set.of());
        refused(ErrorCode.MODULE_LIMIT_REACHED, () -> room.requireModules("acme", Set.of("stock", "feed"), Set.of()));
        refused(ErrorCode.MODULE_LIMIT_REACHED, () -> room.requireModules("acme", Set.of("stock"), Set.of("feed")));
        assertThatThrownBy(() -> room.requireModules("acme", Set.of("stock"), Set.of("feed")))
                .hasMessageContaining("uninstall one there")
                .hasMessageContaining("PUT /api/v1/tenants/acme/limits");
        room.requireModules("beta", Set.of("stock", "feed"), Set.of());
        room.requireModules("acme", Set.of("stock"), Set.of("stock", "farm"));
    }

    @Test
    void aLowerLimitKeepsWhatIsThere() {
        inventory.add(installation("acme", "farm"));
        inventory.add(installation("acme", "herds"));
        limit(OptionalInt.of(0), OptionalInt.of(0));

        assertThatCode(() -> room.requireModules("acme", Set.of("farm"), Set.of()))
                .as("its update")
                .doesNotThrowAnyException();
        refused(ErrorCode.MODULE_LIMIT_REACHED, () -> room.requireModules("acme", Set.of("stock"), Set.of()));
        refused(ErrorCode.MEMBER_LIMIT_REACHED, () -> room.requireMember("acme"));
    }

    private void limit(OptionalInt members, OptionalInt modules) {
        tenants.setLimits("acme", new TenantLimits(ANY, ANY, ANY, members, modules, OptionalLong.empty()));
    }

    private static Installation installation(String tenant, String module) {
        return new Installation(
                tenant + "-" + module,
                tenant,
                module,
                "1.0.0",
                "digest",
                "publisher",
                "/api/v1/" + module,
                InstallationState.ENABLED,
                "",
                Optional.empty(),
                List.of(),
                "",
                "admin",
                Instant.EPOCH,
                Instant.EPOCH,
                0);
    }
}
