package com.a64platform.core.rest.installations;

import static com.a64platform.core.identity.IdentityFixture.refused;
import static org.assertj.core.api.Assertions.assertThat;

import com.a64platform.core.identity.Caller;
import com.a64platform.core.modules.Installation;
import com.a64platform.core.modules.InstallationState;
import com.a64platform.core.modules.SampleInstallation;
import com.a64platform.core.problem.ErrorCode;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class InstallationQueryTest {
    private static final Caller ROOT = caller("acme", Caller.SUPER_ADMIN);
    private static final Caller ANNA = caller("acme", Caller.USER);

    private final InstallationQuery query = new InstallationQuery();

    @Test
    void showsAllToASuperAdminAndTheOwnToOthers() {
        assertThat(found(ROOT)).containsExactly("1", "2", "3");
        assertThat(found(ANNA)).containsExactly("1", "2");
    }

    @Test
    void choosesByTenantModuleAndState() {
        query.tenantId = "beta";
        assertThat(found(ROOT)).containsExactly("3");
        query.tenantId = "acme";
        query.moduleName = "hello";
        assertThat(found(ANNA)).containsExactly("1");
        query.moduleName = "";
        query.status = "disabled";
        assertThat(found(ANNA)).containsExactly("2");
    }

    @Test
    void refusesAnotherTenantAndAStateThatIsNone() {
        query.status = "BROKEN";
        refused(ErrorCode.VALIDATION_FAILED, () -> query.toFilter(ROOT));
        query.tenantId = "beta";
        refused(ErrorCode.TENANT_MISMATCH, () -> query.toFilter(ANNA));
    }

    private List<String> found(Caller caller) {
        return Stream.of(
                        SampleInstallation.of("1", "acme", "hello", InstallationState.ENABLED),
                        SampleInstallation.of("2", "acme", "farm", InstallationState.DISABLED),
                        SampleInstallation.of("3", "beta", "hello", InstallationState.ENABLED))
                .filter(query.toFilter(caller))
                .map(Installation::id)
                .toList();
    }

    private static Caller caller(String tenant, String role) {
        return new Caller("anna", "anna@example.org", Set.of(role), tenant, Set.of());
    }
}
