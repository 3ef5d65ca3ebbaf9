package com.a64platform.core.rest.users;

import static com.a64platform.core.identity.IdentityFixture.HOME;
import static com.a64platform.core.identity.IdentityFixture.PASSWORD;
import static com.a64platform.core.identity.IdentityFixture.refused;
import static org.assertj.core.api.Assertions.assertThat;

import com.a64platform.core.audit.Audit.Actor;
import com.a64platform.core.identity.Caller;
import com.a64platform.core.identity.IdentityFixture;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.rest.users.UserView.Member;
import com.a64platform.core.tenants.InMemoryTenantRepository;
import com.a64platform.core.tenants.Tenants;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class UsersResourceTest {
    private final IdentityFixture identity = new IdentityFixture();
    private final Tenants tenants = new Tenants(new InMemoryTenantRepository(), identity.audit);
    private final UsersResource resource = new UsersResource(identity.users, tenants);
    private final String acme = tenants.create(Actor.SYSTEM, "Acme").id();
    private final String beta = tenants.create(Actor.SYSTEM, "Beta").id();
    private final Caller root = identity.caller("root", "default", Caller.SUPER_ADMIN);
    private final Caller acmeAdmin = identity.caller("boss", acme, Caller.TENANT_ADMIN);

    @Test
    void createsInTheCallersTenantWhenNoneIsNamed() {
        var answer = resource.create(wanted("anna@example.org", null), acmeAdmin, HOME);

        var view = (UserView) answer.getEntity();
        assertThat(answer.getStatus()).isEqualTo(201);
        assertThat(answer.getLocation()).hasPath("/api/v1/users/" + view.id());
        assertThat(view.tenants()).containsExactly(new Member(acme, "user", List.of("farm.view")));
        assertThat(resource.get(view.id(), acmeAdmin)).isEqualTo(view);
    }

    @Test
    void refusesAnotherTenantThanTheTokens() {
        refused(ErrorCode.TENANT_MISMATCH, () -> resource.create(wanted("anna@example.org", beta), acmeAdmin, HOME));
        var created = (UserView)
                resource.create(wanted("anna@example.org", beta), root, HOME).getEntity();
        refused(ErrorCode.NOT_FOUND, () -> resource.get(created.id(), acmeAdmin));
        refused(ErrorCode.TENANT_MISMATCH, () -> resource.list(beta, "", "", acmeAdmin));
        refused(ErrorCode.NOT_FOUND, () -> resource.create(wanted("x@example.org", "no-such"), root, HOME));
    }

    @Test
    void pagesTheUsersTheCallerMaySee() {
        resource.create(wanted("anna@example.org", acme), root, HOME);

        assertThat(resource.list("", "1", "2", root).totalPages()).isEqualTo(2);
        assertThat(resource.list(null, null, null, acmeAdmin).data())
                .extracting(UserView::email)
                .containsExactly("anna@example.org", "boss@example.org");
    }

    @Test
    void showsATenantAdminNothingOfOtherTenants() {
        resource.change("boss", change(beta, "user", null, null), root, HOME);

        assertThat(resource.get("boss", root).tenants()).hasSize(2);
        var anna = identity.caller("anna", acme, Caller.TENANT_ADMIN);
        assertThat(resource.get("boss", anna).tenants())
                .extracting(Member::tenantId)
                .containsExactly(acme);
    }

    @Test
    void changesAndDeactivates() {
        identity.user("anna", acme, Caller.USER);

        var changed = resource.change("anna", change(null, null, List.of("farm.edit"), null), acmeAdmin, HOME);
        assertThat(changed.tenants()).containsExactly(new Member(acme, "user", List.of("farm.edit")));
        resource.deactivate("anna", acmeAdmin, HOME);
        assertThat(resource.get("anna", acmeAdmin).active()).isFalse();
        assertThat(resource.change("anna", change(null, null, null, true), acmeAdmin, HOME)
                        .active())
                .isTrue();
    }

    @Test
    void refusesABodyThatIsNone() {
        refused(ErrorCode.MALFORMED_REQUEST, () -> resource.create(null, root, HOME));
        refused(ErrorCode.MALFORMED_REQUEST, () -> resource.change("boss", null, root, HOME));
        refused(
                ErrorCode.VALIDATION_FAILED,
                () -> resource.create(new UserRequests.Create(null, null, null, null, null), root, HOME));
        refused(
                ErrorCode.VALIDATION_FAILED,
                () -> resource.change("boss", change(acme, null, Arrays.asList("a.b", null), null), root, HOME));
    }

    private static UserRequests.Create wanted(String email, String tenant) {
        return new UserRequests.Create(email, PASSWORD, tenant, null, List.of("farm.view"));
    }

    private static UserRequests.Change change(String tenant, String role, List<String> permissions, Boolean active) {
        return new UserRequests.Change(tenant, role, permissions, active);
    }
}
