package com.a64platform.core.rest.tenants;

import static com.a64platform.core.identity.IdentityFixture.HOME;
import static com.a64platform.core.identity.IdentityFixture.refused;
import static org.assertj.core.api.Assertions.assertThat;

import com.a64platform.core.audit.Audit.Actor;
import com.a64platform.core.engine.InMemoryJournal;
import com.a64platform.core.engine.TestOperations;
import com.a64platform.core.identity.Caller;
import com.a64platform.core.identity.IdentityFixture;
import com.a64platform.core.modules.InMemoryInstallations;
import com.a64platform.core.modules.Inventory;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.rest.tenants.TenantRequests.NewMember;
import com.a64platform.core.rest.tenants.TenantView.Listed;
import com.a64platform.core.rest.tenants.TenantView.Member;
import com.a64platform.core.tenancy.CloseTenant;
import com.a64platform.core.tenants.InMemoryTenantRepository;
import com.a64platform.core.tenants.Tenants;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class TenantsResourceTest {
    private final IdentityFixture identity = new IdentityFixture();
    private final Tenants tenants = new Tenants(new InMemoryTenantRepository(), identity.audit);
    private final TenantsResource resource = new TenantsResource(
            tenants,
            new CloseTenant(
                    tenants, new Inventory(new InMemoryInstallations()), TestOperations.alone(new InMemoryJournal())),
            identity.users);
    private final MembersResource members = new MembersResource(tenants, identity.users);
    private final String acme = tenants.create(Actor.SYSTEM, "Acme").id();
    private final String beta = tenants.create(Actor.SYSTEM, "Beta").id();
    private final Caller root = identity.caller("root", "default", Caller.SUPER_ADMIN);
    private final Caller acmeAdmin = identity.caller("boss", acme, Caller.TENANT_ADMIN);

    @Test
    void createsATenantAndShowsNotItsDatabase() {
        var answer = resource.create(new TenantRequests.Named("Gamma"), HOME);

        var created = (Listed) answer.getEntity();
        assertThat(answer.getStatus()).isEqualTo(201);
        assertThat(created.name()).isEqualTo("Gamma");
        assertThat(answer.getLocation()).hasPath("/api/v1/tenants/" + created.id());
        refused(ErrorCode.VALIDATION_FAILED, () -> resource.create(new TenantRequests.Named(null), HOME));
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
    void addsChangesAndRemovesMembers() {
        identity.user("anna", acme, Caller.USER);

        var added = members.add(beta, new NewMember("anna", "tenant_admin", null), root, HOME);
        assertThat(added.getStatus()).isEqualTo(201);
        assertThat(added.getLocation()).hasPath("/api/v1/tenants/" + beta + "/members/anna");
        assertThat(added.getEntity()).isEqualTo(new Member("anna", "anna@example.org", "tenant_admin"));
        refused(ErrorCode.CONFLICT, () -> members.add(beta, new NewMember("anna", "user", null), root, HOME));

        assertThat(members.set(beta, "anna", member("user"), root, HOME).role()).isEqualTo("user");
        assertThat(members.list(beta, "", "", root).data())
                .containsExactly(new Member("anna", "anna@example.org", "user"));

        members.remove(beta, "anna", root, HOME);
        assertThat(members.list(beta, "", "", root).total()).isZero();
        refused(ErrorCode.NOT_FOUND, () -> members.remove(beta, "anna", root, HOME));
        refused(ErrorCode.NOT_FOUND, () -> members.remove(beta, "nobody", root, HOME));
    }

    @Test
    void refusesBadMembers() {
        identity.user("anna", acme, Caller.USER);

        refused(ErrorCode.VALIDATION_FAILED, () -> members.set(acme, "anna", member(null), acmeAdmin, HOME));
        refused(ErrorCode.VALIDATION_FAILED, () -> members.add(beta, new NewMember(null, "user", null), root, HOME));
        var withNull = new TenantRequests.Member("user", Arrays.asList("a.b", null));
        refused(ErrorCode.VALIDATION_FAILED, () -> members.set(acme, "anna", withNull, acmeAdmin, HOME));
        refused(ErrorCode.MALFORMED_REQUEST, () -> members.add(acme, null, acmeAdmin, HOME));
    }

    @Test
    void aTenantsAdministratorReachesNobodyElsesTenantAndPeople() {
        identity.user("bob", beta, Caller.USER);

        refused(ErrorCode.TENANT_MISMATCH, () -> members.list(beta, "", "", acmeAdmin));
        refused(ErrorCode.TENANT_MISMATCH, () -> members.set(beta, "boss", member("user"), acmeAdmin, HOME));
        refused(ErrorCode.TENANT_MISMATCH, () -> members.remove(beta, "bob", acmeAdmin, HOME));
        refused(ErrorCode.TENANT_MISMATCH, () -> resource.rename(beta, named("Mine"), acmeAdmin, HOME));
        refused(ErrorCode.NOT_FOUND, () -> members.add(acme, new NewMember("bob", "user", null), acmeAdmin, HOME));
        refused(ErrorCode.NOT_FOUND, () -> members.set(acme, "bob", member("user"), acmeAdmin, HOME));
        refused(ErrorCode.PERMISSION_DENIED, () -> members.set(acme, "boss", member("super_admin"), acmeAdmin, HOME));
    }

    @Test
    void renamesForTheTenantsAdministrators() {
        assertThat(resource.rename(acme, named("Acme Farms"), acmeAdmin, HOME).name())
                .isEqualTo("Acme Farms");
        refused(ErrorCode.CONFLICT, () -> resource.rename(acme, named("beta"), acmeAdmin, HOME));
    }

    @Test
    void aClosedTenantIsSeenBySuperAdminsOnlyAndOpensAsItWas() {
        resource.close(acme, HOME);

        assertThat(resource.list("", "", acmeAdmin).data()).isEmpty();
        assertThat(resource.get(acme, root).closedAt()).isPresent();
        refused(ErrorCode.CONFLICT, () -> members.set(acme, "boss", member("user"), root, HOME));
        refused(ErrorCode.CONFLICT, () -> resource.rename(acme, named("Gone"), root, HOME));

        assertThat(resource.reopen(acme, HOME).closedAt()).isEmpty();
        assertThat(resource.get(acme, acmeAdmin).members())
                .containsExactly(new Member("boss", "boss@example.org", "tenant_admin"));
    }

    @Test
    void theFirstAdministratorBelongsToTheDefaultTenant() {
        assertThat(resource.get("default", root).members())
                .extracting(Member::userId)
                .containsExactly("root");
    }

    private static TenantRequests.Named named(String name) {
        return new TenantRequests.Named(name);
    }

    private static TenantRequests.Member member(String role) {
        return new TenantRequests.Member(role, List.of());
    }
}
