package com.a64platform.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.Locale;

/** A tenant of a node beside the default one, with an administrator who is signed in. */
record Tenant(String id, String token) {
    private static final String PASSWORD = "correct-horse-battery-7";

    static Tenant added(PlatformProcess node, Operator admin, String name) {
        HttpResponse<String> made = admin.post("/api/v1/tenants", "{\"name\":\"" + name + "\"}");
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        String id = Operator.parse(made.body()).get("id").asText();
        String email = name.toLowerCase(Locale.ROOT) + "@example.com";
        HttpResponse<String> user = user(admin, email, id, "tenant_admin");
        assertThat(user.statusCode()).as(user.body()).isEqualTo(201);
        HttpResponse<String> signedIn = node.post("/api/v1/auth/login", "", login(email));
        assertThat(signedIn.statusCode()).as(signedIn.body()).isEqualTo(200);
        return new Tenant(id, Operator.parse(signedIn.body()).get("accessToken").asText());
    }

    /** What a user that was made here signs in with. */
    static String login(String email) {
        return "{\"email\":\"" + email + "\",\"password\":\"" + PASSWORD + "\"}";
    }

    /** Makes a user; the answer is the platform's. */
    static HttpResponse<String> user(Operator admin, String email, String tenant, String role) {
        return admin.post(
                "/api/v1/users",
                "{\"email\":\"" + email + "\",\"password\":\"" + PASSWORD + "\",\"tenantId\":\"" + tenant
                        + "\",\"role\":\"" + role + "\"}");
    }
}
