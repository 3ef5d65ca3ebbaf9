package com.a64platform.torture;

import java.io.IOException;

/** A second tenant, which has some of the modules that the first one has, and one who belongs to it. */
final class Guests {
    private static final String EMAIL = "guest@example.com";
    private static final String NAME = "Guests";

    private final TorturedNode node;
    private final Client client;
    private volatile String id = "";

    Guests(TorturedNode node) {
        this.node = node;
        this.client = node.clientOf(EMAIL);
    }

    /** Makes the tenant and who belongs to it. */
    void invite() throws IOException {
        id = made("/api/v1/tenants", "{\"name\":\"" + NAME + "\"}");
        made(
                "/api/v1/users",
                "{\"email\":\"" + EMAIL + "\",\"password\":\"" + Client.PASSWORD + "\",\"tenantId\":\"" + id
                        + "\",\"permissions\":[\"hello.greet\"]}");
    }

    private String made(String path, String body) throws IOException {
        Client.Answer answer = node.client().call("POST", path, body);
        if (answer.status() != 201) {
            throw new IOException("POST " + path + " answered " + answer);
        }
        return answer.json().path("id").asText();
    }

    String id() {
        return id;
    }

    /** Somebody of it. */
    Client client() {
        return client;
    }
}
