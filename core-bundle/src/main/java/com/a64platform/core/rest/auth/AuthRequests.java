package com.a64platform.core.rest.auth;

import static com.a64platform.core.rest.Bodies.orEmpty;

import com.a64platform.core.problem.Faults;
import com.fasterxml.jackson.annotation.JsonAlias;

/** The bodies of requests to sign in and out. They hold secrets, so none of them shows itself. */
final class AuthRequests {
    private AuthRequests() {}

    /** @param tenantId the tenant to act in; left out for the user's first */
    record Login(
            String email,
            String password,
            @JsonAlias("tenant_id") String tenantId) {
        Login {
            email = orEmpty(email);
            password = orEmpty(password);
            tenantId = orEmpty(tenantId);
        }

        @Override
        public String toString() {
            return "Login";
        }
    }

    record Refresh(@JsonAlias("refresh_token") String refreshToken) {
        Refresh {
            refreshToken = orEmpty(refreshToken);
        }

        @Override
        public String toString() {
            return "Refresh";
        }
    }

    record Password(
            @JsonAlias("current_password") String currentPassword,
            @JsonAlias("new_password") String newPassword) {
        Password {
            currentPassword = orEmpty(currentPassword);
            newPassword = orEmpty(newPassword);
        }

        @Override
        public String toString() {
            return "Password";
        }
    }

    record Switch(@JsonAlias("tenant_id") String tenantId) {
        private static final int LONGEST = 100;

        Switch {
            tenantId = orEmpty(tenantId);
        }

        /** @throws com.a64platform.core.problem.ProblemException VALIDATION_FAILED when it names none */
        String named() {
            var plausible = !tenantId.isBlank() && tenantId.length() <= LONGEST;
            new Faults().check(plausible, "/tenantId", "names a tenant").raise();
            return tenantId;
        }
    }
}
