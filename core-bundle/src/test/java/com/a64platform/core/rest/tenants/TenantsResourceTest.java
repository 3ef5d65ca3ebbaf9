package com.a64platform.core.rest.tenants;

import static com.a64platform.core.identity.IdentityFixture.HOME;
import static com.a64platform.core.identity.IdentityFixture.refused;
import static org.assertj.core.api.Assertions.assertThat;

import com.a64platform.core.audit.Audit.Actor;
import com.a64platform.core.identity.Caller;
import com.a64platform.core.identity.IdentityFixture;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.rest.tenants.TenantView.Listed;
import com.a64platform.core.rest.tenants.TenantView.Member;
import com.a64platform.core.tenants.InMemoryTenantRepository;
import com.a64platform.core.tenants.Tenants;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class TenantsResourceTest {
    private final IdentityFixture identity = new IdentityFixture();
    private final Tenants tenants = new Tenants(new InMemoryTenantRepository(), identity.audit);
    private final TenantsResource resource = new TenantsResource(tenants, identity.users);
    private final String acme = tenants.create(Actor.SYSTEM, "Acme").id();
    private final String beta = tenants.create(Actor.SYSTEM, "Beta").id();
    private final Caller root = identity.caller("root", "default", Caller.SUPER_ADMIN);
    private final Caller acmeAdmin = identity.caller("boss", acme, Caller.TENANT_ADMIN);

    @Test
    void createsATenantAndShowsNotItsDatabase() {
        var answer = resource.create(new TenantRequests.Create("Gamma"), HOME);

        var created = (Listed) answer.getEntity();
        assertThat(answer.getStatus()).isEqualTo(201);
        assertThat(created.name()).isEqualTo("Gamma");
        assertThat(answer.getLocation()).hasPath("/api/v1/tenants/" + created.id());
        refused(ErrorCode.VALIDATION_FAILED, () -> resource.create(new TenantRequests.Create(null), HOME));
        refused(ErrorCode.MALFORMED_REQUEST, () -> resource.create(null, HOME));
    }

    @Test
    void listsAllForASuperAdminAndTheOwnForOthers() {
        assertThat(resource.list("1", "10", root).data())
                .extracting(Listed::name)
                .containsExactly("Acme", "Beta", "Default");
        assertThat(resource.list("", "", acmeAdmin).data())
                .extracting(Listed::id)
                .containsExactly(acme);
    }

    @Test
    void showsMembersToTheTenantsAdministratorsOnly() {
        assertThat(resource.get(acme, acmeAdmin).members())
                .containsExactly(new Member("boss", "boss@example.org", "tenant_admin"));
        refused(ErrorCode.TENANT_MISMATCH, () -> resource.get(beta, acmeAdmin));
        refused(ErrorCode.TENANT_MISMATCH, () -> resource.get("no-such", acmeAdmin));
        refused(ErrorCode.NOT_FOUND, () -> resource.get("no-such", root));
    }

    @Test
    void addsAndRemovesMembers() {
        identity.user("anna", acme, Caller.USER);

        assertThat(resource.join(beta, "anna", member("tenant_admin"), root, HOME)
                        .members())
                .containsExactly(new Member("anna", "anna@example.org", "tenant_admin"));
        resource.leave(beta, "anna", root, HOME);
        assertThat(resource.get(beta, root).members()).isEmpty();
        refused(ErrorCode.TENANT_MISMATCH, () -> resource.join(beta, "boss", member("user"), acmeAdmin, HOME));
        refused(ErrorCode.VALIDATION_FAILED, () -> resource.join(acme, "anna", member(null), acmeAdmin, HOME));
        refused(
                ErrorCode.VALIDATION_FAILED,
                () -> resource.join(
                        acme, "anna", new TenantRequests.Member("user", Arrays.asList("a.b", null)), acmeAdmin, HOME));
    }

    @Test
    void theFirstAdministratorBelongsToTheDefaultTenant() {
        assertThat(resource.get("default", root).members())
                .extracting(Member::userId)
                .containsExactly("root");
    }

    private static TenantRequests.Member member(String role) {
        return new TenantRequests.Member(role, List.of());
    }
}
