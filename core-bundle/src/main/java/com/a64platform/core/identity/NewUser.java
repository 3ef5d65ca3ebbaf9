package com.a64platform.core.identity;

import com.a64platform.core.identity.User.Membership;
import com.a64platform.core.problem.Faults;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A user to be made.
 *
 * @throws com.a64platform.core.problem.ProblemException VALIDATION_FAILED naming every bad value
 */
public record NewUser(String email, String password, Membership membership) {
    private static final Set<String> ROLES = Set.of(Caller.SUPER_ADMIN, Caller.TENANT_ADMIN, Caller.USER);
    private static final Pattern PERMISSION = Pattern.compile("[a-z][a-zA-Z0-9_.:/*-]{1,99}");
    private static final int MAX_PERMISSIONS = 100;
    /** Permissions travel in the access token, and that in a header. */
    private static final int MAX_CHARACTERS = 3000;

    public NewUser {
        email = User.normalEmail(email);
        var faults = new Faults().check(User.isEmail(email), "/email", "is an e-mail address");
        Passwords.check(faults, "/password", password, email);
        check(faults, membership);
        faults.raise();
    }

    /** Notes what is wrong with a role and its permissions. */
    static void check(Faults faults, Membership membership) {
        var permissions = membership.permissions();
        faults.check(!membership.tenantId().isEmpty(), "/tenantId", "names a tenant")
                .check(ROLES.contains(membership.role()), "/role", "is super_admin, tenant_admin or user")
                .check(
                        permissions.size() <= MAX_PERMISSIONS
                                && permissions.stream().mapToInt(String::length).sum() <= MAX_CHARACTERS
                                && permissions.stream().allMatch(PERMISSION.asMatchPredicate()),
                        "/permissions",
                        "holds at most " + MAX_PERMISSIONS + " permissions such as farm.view, of " + MAX_CHARACTERS
                                + " characters in all");
    }

    /** Leaves the password out. */
    @Override
    public String toString() {
        return "NewUser[" + membership + "]";
    }
}
