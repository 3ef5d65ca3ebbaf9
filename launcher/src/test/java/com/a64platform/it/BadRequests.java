package com.a64platform.it;

import static com.a64platform.it.RawHttp.request;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The table of requests that a node must refuse, with the answers it owes to them: what they say and who sends them. */
final class BadRequests {
    /** @param code the last part of the problem's type; empty where the answer has no body */
    record Case(String name, RawHttp request, int status, String code) {
        @Override
        public String toString() {
            return name;
        }
    }

    /** Who sends them. */
    record Tokens(String admin, String user, String tenantAdmin, String refresh) {}

    private static final String LOGIN = "POST /api/v1/auth/login";
    private static final String INSTALL = "POST /api/v1/modules/install";

    private final Tokens tokens;
    private final List<Case> cases = new ArrayList<>();

    private BadRequests(Tokens tokens) {
        this.tokens = tokens;
    }

    static List<Case> all(Tokens tokens) {
        var table = new BadRequests(tokens);
        table.bodies();
        table.headers();
        table.credentials();
        table.modules();
        table.queries();
        return Stream.concat(BadHttp.all(tokens.admin()).stream(), table.cases.stream())
                .toList();
    }

    private void bodies() {
        add("malformed JSON", 400, "malformed-request", request(LOGIN).json("{\"email\":"));
        add("a list for an object", 400, "malformed-request", request(LOGIN).json("[]"));
        add("null for an object", 400, "malformed-request", request(LOGIN).json("null"));
        add("no body", 400, "malformed-request", request(LOGIN).json(""));
        add("text behind the JSON", 400, "malformed-request", request(LOGIN).json(login("\"a\"") + " x"));
        add(
                "a member twice",
                400,
                "malformed-request",
                request(LOGIN).json("{\"email\":\"a\",\"email\":\"b\",\"password\":\"c\"}"));
        add("thousands of brackets", 400, "malformed-request", request(LOGIN).json("[".repeat(5000)));
        add("an object for text", 422, "validation-failed", request(LOGIN).json(login("{}")));
        add("a number for text", 422, "validation-failed", request(LOGIN).json(login("1")));
        add("a boolean for text", 422, "validation-failed", request(LOGIN).json(login("true")));
        add("bytes that are no UTF-8", 422, "validation-failed", request(LOGIN).json(login("\"\u00ff\u00fe\"")));
        add(
                "an unknown member",
                422,
                "validation-failed",
                request(LOGIN).json("{\"email\":\"a\",\"password\":\"b\",\"admin\":true}"));
        add("no content type", 415, "unsupported-media-type", request(LOGIN).body("{}"));
        add("another content type", 415, "unsupported-media-type", typed("text/plain"));
        add("a content type that is none", 400, "malformed-request", typed(";;;"));
    }

    private void headers() {
        add(
                "another form of answer",
                406,
                "not-acceptable",
                admin("GET /api/v1/users").header("Accept: image/png"));
        add(
                "a wish that is none",
                400,
                "malformed-request",
                admin("GET /api/v1/users").header("Accept: ;;"));
        add(
                "an expectation",
                417,
                "http-417",
                request(LOGIN).header("Expect: miracles").json("{}"));
        var me = "GET /api/v1/auth/me";
        add("Authorization twice", 400, "malformed-request", admin(me).bearer(tokens.admin()));
        add("Basic", 401, "unauthenticated", request(me).header("Authorization: Basic YTpi"));
        add("an empty Authorization", 401, "unauthenticated", request(me).header("Authorization:"));
        add("a garbled Authorization", 401, "unauthenticated", request(me).header("Authorization: B\u00e9arer \u00ff"));
        add("a token with more behind it", 401, "unauthenticated", request(me).bearer(tokens.admin() + " x"));
        add("two tokens in one header", 401, "unauthenticated", request(me).bearer("a, Bearer " + tokens.admin()));
    }

    private void credentials() {
        var me = "GET /api/v1/auth/me";
        add("no token", 401, "unauthenticated", request(me));
        add("a refresh token", 401, "unauthenticated", request(me).bearer(tokens.refresh()));
        add("a token in the query", 401, "unauthenticated", request(me + "?access_token=" + tokens.admin()));
        add("a token in a cookie", 401, "unauthenticated", request(me).header("Cookie: token=" + tokens.admin()));
        add("a wrong password", 401, "invalid-credentials", request(LOGIN).json(login("\"nobody@farm.example\"")));
        add("a wrong refresh token", 401, "unauthenticated", refresh("nothing"));
        add("an access token to refresh with", 401, "unauthenticated", refresh(tokens.admin()));
        for (var path :
                List.of("/api/v1/users", "/api/v1/admin/audit", "/api/v1/admin/system", "/api/v1/modules/loaded")) {
            add(
                    path + " as a user",
                    403,
                    "permission-denied",
                    request("GET " + path).bearer(tokens.user()));
        }
        add("installing as a user", 403, "permission-denied", as(tokens.user(), INSTALL, "{\"moduleName\":\"hello\"}"));
        add(
                "a tenant made by its administrator",
                403,
                "permission-denied",
                tenantAdmin("POST /api/v1/tenants", "{\"name\":\"X\"}"));
        add(
                "a super_admin made by a tenant's administrator",
                403,
                "permission-denied",
                tenantAdmin("POST /api/v1/users", user("root2@farm.example", "super_admin", "")));
        add(
                "a user made in another tenant",
                403,
                "tenant-mismatch",
                tenantAdmin("POST /api/v1/users", user("spy@farm.example", "user", "\"tenantId\":\"default\",")));
        add(
                "another tenant's users",
                403,
                "tenant-mismatch",
                request("GET /api/v1/users?tenantId=default").bearer(tokens.tenantAdmin()));
        add(
                "another tenant",
                403,
                "tenant-mismatch",
                request("GET /api/v1/tenants/default").bearer(tokens.tenantAdmin()));
        add(
                "another tenant's modules",
                403,
                "tenant-mismatch",
                request("GET /api/v1/tenants/default/modules").bearer(tokens.tenantAdmin()));
        add(
                "a switch to another tenant",
                403,
                "",
                tenantAdmin("POST /api/v1/auth/switch-tenant", "{\"tenantId\":\"default\"}"));
    }

    private void modules() {
        add("an unknown module", 404, "module-not-found", admin("GET /api/v1/modules/nothing"));
        add(
                "enabling an unknown module",
                404,
                "module-not-installed",
                admin("POST /api/v1/modules/nothing/enable").body(""));
        add("uninstalling an unknown module", 404, "module-not-installed", admin("DELETE /api/v1/modules/nothing"));
        add(
                "a state that is none",
                422,
                "validation-failed",
                as(tokens.admin(), "PUT /api/v1/modules/hello/status", "{\"status\":\"ON\"}"));
        for (var body : List.of(
                "{}",
                "{\"moduleName\":\"../../etc\"}",
                "{\"moduleName\":\"hello\\nforged\"}",
                "{\"moduleName\":5}",
                "{\"moduleName\":\"hello\",\"version\":\"newest\"}",
                "{\"moduleName\":\"hello\",\"version\":\">>1\"}",
                "{\"moduleName\":\"hello\",\"version\":\"../1.0.0\"}")) {
            add("installing " + body, 422, "validation-failed", as(tokens.admin(), INSTALL, body));
        }
        add(
                "installing for an unknown tenant",
                404,
                "not-found",
                as(tokens.admin(), INSTALL, "{\"moduleName\":\"hello\",\"tenantId\":\"nobody\"}"));
        add("an unknown operation", 404, "not-found", admin("GET /api/v1/operations/nothing"));
        add("the end of an unknown operation", 404, "not-found", admin("POST /api/v1/operations/nothing/cancel"));
        add("the status of an unknown workflow", 404, "not-found", admin("GET /api/v1/workflows/nothing/status"));
        add("operations in no such state", 422, "validation-failed", admin("GET /api/v1/operations?state=lost"));
        add("operations since no such time", 422, "validation-failed", admin("GET /api/v1/operations?from=soon"));
        add("the events of an unknown operation", 404, "not-found", admin("GET /api/v1/operations/nothing/events"));
        add("an unknown installation", 404, "not-found", admin("GET /api/v1/installations/nothing"));
        add("deleting an unknown installation", 404, "not-found", admin("DELETE /api/v1/installations/nothing"));
    }

    private void queries() {
        for (var query : List.of(
                "page=x",
                "page=0",
                "page=-1",
                "page=99999999999",
                "page=1%0d%0a",
                "perPage=0",
                "perPage=999999",
                "perPage=1.5",
                "licensed=maybe")) {
            add("the query " + query, 422, "validation-failed", admin("GET /api/v1/modules?" + query));
        }
        add("a time that is none", 422, "validation-failed", admin("GET /api/v1/admin/audit?from=yesterday"));
    }

    private void add(String name, int status, String code, RawHttp request) {
        cases.add(new Case(name, request, status, code));
    }

    private RawHttp admin(String line) {
        return request(line).bearer(tokens.admin());
    }

    private RawHttp tenantAdmin(String line, String json) {
        return as(tokens.tenantAdmin(), line, json);
    }

    private static RawHttp as(String token, String line, String json) {
        return request(line).bearer(token).json(json);
    }

    private static RawHttp refresh(String token) {
        return request("POST /api/v1/auth/refresh").json("{\"refreshToken\":\"" + token + "\"}");
    }

    private static RawHttp typed(String type) {
        return request(LOGIN).header("Content-Type: " + type).body("{}");
    }

    private static String login(String email) {
        return "{\"email\":" + email + ",\"password\":\"not-the-password-1\"}";
    }

    private static String user(String email, String role, String more) {
        return "{" + more + "\"email\":\"" + email + "\",\"password\":\"correct-horse-battery-2\",\"role\":\"" + role
                + "\"}";
    }
}
