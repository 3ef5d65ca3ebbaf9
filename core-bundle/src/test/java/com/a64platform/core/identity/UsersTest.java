package com.a64platform.core.identity;

import static com.a64platform.core.identity.IdentityFixture.HOME;
import static com.a64platform.core.identity.IdentityFixture.PASSWORD;
import static com.a64platform.core.identity.IdentityFixture.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.a64platform.core.identity.User.Membership;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.problem.ProblemException.FieldError;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class UsersTest {
    private final IdentityFixture identity = new IdentityFixture();
    private final Users users = identity.users;
    private final Caller root = identity.caller("root", "default", Caller.SUPER_ADMIN);
    private final Caller acmeAdmin = identity.caller("boss", "acme", Caller.TENANT_ADMIN);

    @Test
    void createsAUserWhoCanSignIn() {
        var anna = users.create(HOME, acmeAdmin, wanted("Anna@Example.org", "acme", Caller.USER));

        assertThat(anna.email()).isEqualTo("anna@example.org");
        assertThat(identity.signIn.login(HOME, "anna@example.org", PASSWORD, ""))
                .isNotNull();
        assertThat(identity.audit.lines()).contains("user.create success");
    }

    @Test
    void namesEveryBadValue() {
        assertThatThrownBy(() -> new NewUser("nobody", "short", new Membership("", "king", Set.of("!"))))
                .isInstanceOfSatisfying(ProblemException.class, e -> assertThat(e.errors())
                        .extracting(FieldError::pointer)
                        .containsExactly("/email", "/password", "/tenantId", "/role", "/permissions"));
        refused(ErrorCode.VALIDATION_FAILED, () -> wanted("a@b\nc", "acme", Caller.USER));
    }

    @Test
    void nobodyComesInWhenAllSeatsAreTaken() {
        identity.seats.put("acme", 2);
        var carl = identity.user("carl", "beta", Caller.USER);
        var anna = users.create(HOME, root, wanted("anna@example.org", "acme", Caller.USER));

        refused(ErrorCode.CONFLICT, () -> users.create(HOME, root, wanted("ben@example.org", "acme", Caller.USER)));
        refused(
                ErrorCode.CONFLICT,
                () -> users.change(
                        HOME,
                        root,
                        carl.id(),
                        new UserChange("acme", Optional.of(Caller.USER), Optional.empty(), Optional.empty())));

        users.deactivate(HOME, root, anna.id());
        users.create(HOME, root, wanted("ben@example.org", "acme", Caller.USER));
        refused(
                ErrorCode.CONFLICT,
                () -> users.change(
                        HOME,
                        root,
                        anna.id(),
                        new UserChange("acme", Optional.empty(), Optional.empty(), Optional.of(true))));
        assertThat(identity.repository
                        .findByEmail("anna@example.org")
                        .orElseThrow()
                        .active())
                .isFalse();
    }

    @Test
    void refusesATakenAddress() {
        refused(ErrorCode.CONFLICT, () -> users.create(HOME, root, wanted("boss@example.org", "acme", Caller.USER)));
    }

    @Test
    void aTenantAdminStaysInTheOwnTenantAndBelowSuperAdmin() {
        var other = identity.user("carl", "beta", Caller.USER);

        refused(
                ErrorCode.TENANT_MISMATCH,
                () -> users.create(HOME, acmeAdmin, wanted("x@example.org", "beta", Caller.USER)));
        refused(
                ErrorCode.PERMISSION_DENIED,
                () -> users.create(HOME, acmeAdmin, wanted("x@example.org", "acme", Caller.SUPER_ADMIN)));
        refused(ErrorCode.NOT_FOUND, () -> users.visible(acmeAdmin, other.id()));
        refused(ErrorCode.NOT_FOUND, () -> users.deactivate(HOME, acmeAdmin, other.id()));
        refused(ErrorCode.TENANT_MISMATCH, () -> users.find(acmeAdmin, "beta", 0, 10));
        assertThat(users.find(acmeAdmin, "", 0, 10)).extracting(User::id).containsExactly("boss");
        assertThat(users.find(root, "", 0, 10)).hasSize(3);
        assertThat(users.count(root, "beta")).isEqualTo(1);
    }

    @Test
    void aTenantAdminDoesNotTouchASuperAdminOfTheSameTenant() {
        identity.user("chief", "acme", Caller.SUPER_ADMIN);

        refused(ErrorCode.PERMISSION_DENIED, () -> users.change(HOME, acmeAdmin, "chief", role("acme", Caller.USER)));
        refused(ErrorCode.PERMISSION_DENIED, () -> users.leave(HOME, acmeAdmin, "chief", "acme"));
    }

    @Test
    void nobodyRaisesHimself() {
        var anna = identity.caller("anna", "acme", Caller.USER);

        assertThat(users.visible(anna, "anna").id()).isEqualTo("anna");
        refused(ErrorCode.NOT_FOUND, () -> users.visible(anna, "boss"));
        refused(ErrorCode.PERMISSION_DENIED, () -> users.change(HOME, anna, "anna", role("acme", Caller.TENANT_ADMIN)));
        refused(
                ErrorCode.PERMISSION_DENIED,
                () -> users.change(HOME, acmeAdmin, "boss", role("acme", Caller.SUPER_ADMIN)));
    }

    @Test
    void aChangedRoleHoldsAtOnce() {
        identity.user("anna", "acme", Caller.TENANT_ADMIN);
        var tokens = identity.signIn.login(HOME, "anna@example.org", PASSWORD, "");

        var changed = users.change(
                HOME,
                acmeAdmin,
                "anna",
                new UserChange("", Optional.of(Caller.USER), Optional.of(Set.of("farm.view")), Optional.empty()));

        assertThat(changed.in("acme")).contains(new Membership("acme", Caller.USER, Set.of("farm.view")));
        refused(ErrorCode.UNAUTHENTICATED, () -> identity.accessTokens.authenticate(tokens.accessToken()));
        refused(ErrorCode.UNAUTHENTICATED, () -> identity.signIn.refresh(HOME, tokens.refreshToken()));
    }

    @Test
    void changesOnlyWhatIsNamed() {
        var anna = identity.user("anna", "acme", Caller.USER, "farm.view");

        assertThat(users.change(
                        HOME,
                        root,
                        "anna",
                        new UserChange("acme", Optional.empty(), Optional.empty(), Optional.empty())))
                .isEqualTo(anna);
        var raised = users.change(HOME, root, "anna", role("acme", Caller.TENANT_ADMIN));
        assertThat(raised.in("acme").orElseThrow().permissions()).containsExactly("farm.view");
        assertThat(raised.active()).isTrue();
        refused(ErrorCode.VALIDATION_FAILED, () -> users.change(HOME, root, "anna", role("acme", "king")));
    }

    @Test
    void aSuperAdminAddsAndRemovesMemberships() {
        identity.user("anna", "acme", Caller.USER);

        var both = users.change(HOME, root, "anna", role("beta", Caller.USER));
        assertThat(both.memberships()).extracting(Membership::tenantId).containsExactly("acme", "beta");
        assertThat(users.members("beta")).extracting(User::id).containsExactly("anna");

        refused(ErrorCode.PERMISSION_DENIED, () -> users.deactivate(HOME, acmeAdmin, "anna"));
        assertThat(users.leave(HOME, acmeAdmin, "anna", "").memberships())
                .extracting(Membership::tenantId)
                .containsExactly("beta");
    }

    @Test
    void aSuperAdminWhoNamesNoTenantMeansTheUsersOnlyOne() {
        identity.user("anna", "acme", Caller.USER);
        var change = new UserChange("", Optional.empty(), Optional.of(Set.of("farm.edit")), Optional.empty());

        assertThat(users.change(HOME, root, "anna", change).memberships())
                .containsExactly(new Membership("acme", Caller.USER, Set.of("farm.edit")));
        users.change(HOME, root, "anna", role("beta", Caller.USER));
        refused(ErrorCode.VALIDATION_FAILED, () -> users.change(HOME, root, "anna", change));
    }

    @Test
    void aDeactivatedUserIsOutAtOnceAndCanComeBack() {
        identity.user("anna", "acme", Caller.USER);
        var tokens = identity.signIn.login(HOME, "anna@example.org", PASSWORD, "");

        users.deactivate(HOME, acmeAdmin, "anna");

        refused(ErrorCode.UNAUTHENTICATED, () -> identity.accessTokens.authenticate(tokens.accessToken()));
        refused(ErrorCode.INVALID_CREDENTIALS, () -> identity.signIn.login(HOME, "anna@example.org", PASSWORD, ""));
        users.change(
                HOME, acmeAdmin, "anna", new UserChange("", Optional.empty(), Optional.empty(), Optional.of(true)));
        assertThat(identity.signIn.login(HOME, "anna@example.org", PASSWORD, ""))
                .isNotNull();
    }

    @Test
    void oneActiveSuperAdminAlwaysRemains() {
        refused(ErrorCode.CONFLICT, () -> users.deactivate(HOME, root, "root"));
        refused(ErrorCode.CONFLICT, () -> users.change(HOME, root, "root", role("default", Caller.USER)));
        refused(ErrorCode.CONFLICT, () -> users.leave(HOME, root, "root", "default"));

        identity.user("second", "default", Caller.SUPER_ADMIN);
        assertThat(users.deactivate(HOME, root, "root").active()).isFalse();
    }

    private static NewUser wanted(String email, String tenant, String role) {
        return new NewUser(email, PASSWORD, new Membership(tenant, role, Set.of()));
    }

    private static UserChange role(String tenant, String role) {
        return new UserChange(tenant, Optional.of(role), Optional.empty(), Optional.empty());
    }
}
