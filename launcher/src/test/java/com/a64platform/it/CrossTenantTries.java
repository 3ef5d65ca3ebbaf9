package com.a64platform.it;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How each operation of a node is tried against another tenant. Whoever adds an operation adds a line here; names in
 * capitals are the victim's things, {@link CrossTenantIT} puts them in.
 */
final class CrossTenantTries {
    /** What is expected of the answer. */
    enum Expected {
        /** 403 or 404, whoever of the other tenant asks. */
        REFUSED,
        /** The same, but for somebody who belongs to both tenants. */
        REFUSED_TO_STRANGERS,
        /** It is about the one who asks: nothing of the victim may be in the answer. */
        OWN
    }

    /**
     * One request.
     *
     * @param operation method and path template, as the node lists it
     * @param path the path with the victim's things in it
     * @param body JSON; empty for none
     */
    record Try(String operation, String path, String body, Expected expected) {
        String method() {
            return operation.substring(0, operation.indexOf(' '));
        }

        @Override
        public String toString() {
            return operation + (body.isEmpty() ? "" : " " + body);
        }
    }

    private static final Pattern PARAMETER = Pattern.compile("\\{([^}:]+)[^}]*}");
    /** By the path up to the parameter, or by the parameter alone. */
    private static final Map<String, String> THINGS = Map.ofEntries(
            Map.entry("/api/v1/users/{id}", "USER"),
            Map.entry("/api/v1/tenants/{id}", "TENANT"),
            Map.entry("/api/v1/installations/{id}", "INSTALLATION"),
            Map.entry("/api/v1/operations/{id}", "OPERATION"),
            Map.entry("/api/v1/workflows/{id}", "OPERATION"),
            Map.entry("/api/v1/modules/{name}/archives/{id}", "00000000-0000-0000-0000-000000000000"),
            Map.entry("{userId}", "USER"),
            Map.entry("{snapshotId}", "OPERATION"),
            Map.entry("{name}", "hello"),
            Map.entry("{version}", "1.0.0"),
            Map.entry("{farmId}", "FARM"),
            Map.entry("{blockId}", "BLOCK"));

    private static final String NO_PASSWORD = "not-the-password-1";

    private final List<Try> tries = new ArrayList<>();

    static List<Try> all() {
        var table = new CrossTenantTries();
        table.people();
        table.tenants();
        table.modules();
        table.changesOfModules();
        table.settings();
        table.dataOfModules();
        table.platform();
        table.farms();
        return List.copyOf(table.tries);
    }

    /** Those of the operations that nobody has said how to try. */
    static Set<String> unknown(Set<String> operations) {
        Set<String> unknown = new TreeSet<>(operations);
        all().forEach(known -> unknown.remove(known.operation()));
        return unknown;
    }

    private void people() {
        own("GET /api/v1/auth/me");
        own("POST /api/v1/auth/logout", "{\"refreshToken\":\"REFRESH\"}");
        own("POST /api/v1/auth/refresh", "{\"refreshToken\":\"nothing.nothing\"}");
        own(
                "POST /api/v1/auth/password",
                "{\"currentPassword\":\"" + NO_PASSWORD + "\",\"newPassword\":\"correct-horse-battery-8\"}");
        strangers("POST /api/v1/auth/switch-tenant", "{\"tenantId\":\"TENANT\"}");
        own("POST /api/v1/auth/login", "{\"email\":\"EMAIL\",\"password\":\"" + NO_PASSWORD + "\"}");
        own("GET /api/v1/users");
        refused(
                "POST /api/v1/users",
                "{\"email\":\"spy@example.com\",\"password\":\"correct-horse-battery-7\",\"tenantId\":\"TENANT\"}");
        refused("GET /api/v1/users/{id}");
        refused("PATCH /api/v1/users/{id}", "{\"active\":false}");
        refused("PATCH /api/v1/users/{id}", "{\"role\":\"user\",\"tenantId\":\"TENANT\"}");
        refused("DELETE /api/v1/users/{id}");
    }

    private void tenants() {
        own("GET /api/v1/tenants");
        refused("POST /api/v1/tenants", "{\"name\":\"Third\"}");
        refused("GET /api/v1/tenants/{id}");
        refused("PUT /api/v1/tenants/{id}", "{\"name\":\"Taken over\"}");
        refused("DELETE /api/v1/tenants/{id}");
        refused("POST /api/v1/tenants/{id}/reopen");
        refused("GET /api/v1/tenants/{id}/modules");
        refused("GET /api/v1/tenants/{id}/limits");
        refused("PUT /api/v1/tenants/{id}/limits", "{}");
        refused("GET /api/v1/tenants/{id}/usage");
        refused("GET /api/v1/tenants/{id}/members");
        refused("POST /api/v1/tenants/{id}/members", "{\"userId\":\"MYSELF\",\"role\":\"tenant_admin\"}");
        refused("PUT /api/v1/tenants/{id}/members/{userId}", "{\"role\":\"user\"}");
        refused("DELETE /api/v1/tenants/{id}/members/{userId}");
        elsewhere(
                "POST /api/v1/tenants/{id}/members",
                "/api/v1/tenants/MINE/members",
                "{\"userId\":\"USER\",\"role\":\"user\"}");
        elsewhere(
                "PUT /api/v1/tenants/{id}/members/{userId}",
                "/api/v1/tenants/MINE/members/USER",
                "{\"role\":\"user\"}");
        elsewhere("DELETE /api/v1/tenants/{id}/members/{userId}", "/api/v1/tenants/MINE/members/USER", "");
    }

    private void modules() {
        own("GET /api/v1/installations");
        refused("GET /api/v1/installations/{id}");
        refused("POST /api/v1/installations/{id}/health-check");
        refused("DELETE /api/v1/installations/{id}");
        own("GET /api/v1/operations");
        refused("GET /api/v1/operations/{id}");
        refused("GET /api/v1/operations/{id}/events");
        refused("POST /api/v1/operations/{id}/cancel");
        refused("POST /api/v1/workflows/install-module", "{\"moduleName\":\"hello\",\"tenantId\":\"TENANT\"}");
        refused("GET /api/v1/workflows/{id}/status");
        own("GET /api/v1/modules");
        own("GET /api/v1/modules/available");
        refused("GET /api/v1/modules/loaded");
        own("GET /api/v1/modules/{name}");
        own("GET /api/v1/modules/{name}/why");
        refused("GET /api/v1/modules/{name}/health");
        own("POST /api/v1/modules/validate", "{\"manifest\":{}}");
        own("POST /api/v1/modules/validate-manifest", "{\"manifest\":{}}");
        refused("GET /api/v1/hello/greeting");
        refused("GET /api/v1/hello/here");
    }

    private void changesOfModules() {
        refused("POST /api/v1/modules/install", "{\"moduleName\":\"hello\",\"tenantId\":\"TENANT\"}");
        var uninstall = "\"changes\":[{\"action\":\"uninstall\",\"moduleName\":\"hello\",\"tenantId\":\"TENANT\"}]";
        refused("POST /api/v1/modules/plan", "{" + uninstall + "}");
        refused("POST /api/v1/modules/apply", "{" + uninstall + ",\"planDigest\":\"0\"}");
        refused("PUT /api/v1/modules/{name}/update", "{}");
        refused("POST /api/v1/modules/{name}/enable");
        refused("POST /api/v1/modules/{name}/disable");
        refused("PUT /api/v1/modules/{name}/status", "{\"status\":\"DISABLED\"}");
        refused("DELETE /api/v1/modules/{name}/uninstall", "{}");
        refused("DELETE /api/v1/modules/{name}");
        refused("PUT /api/v1/modules/{name}/license", "{\"licenseKey\":\"none\",\"tenantId\":\"TENANT\"}");
        refused("POST /api/v1/modules/plan", "{}");
        refused("POST /api/v1/modules/apply", "{}");
        refused("POST /api/v1/modules/{name}/holders");
        refused("GET /api/v1/modules/{name}/bad-versions");
        refused("DELETE /api/v1/modules/{name}/bad-versions/{version}");
    }

    private void settings() {
        refused("GET /api/v1/modules/{name}/config");
        refused("PUT /api/v1/modules/{name}/config", "{\"settings\":{\"greeting\":\"Taken\"}}");
        refused("PUT /api/v1/installations/{id}", "{\"settings\":{\"greeting\":\"Taken\"}}");
        own("GET /api/v1/modules/{name}/config/schema");
        refused("GET /api/v1/modules/{name}/config/history");
        refused("POST /api/v1/modules/{name}/config/revert", "{\"version\":1}");
    }

    private void dataOfModules() {
        refused("GET /api/v1/modules/{name}/data");
        refused("DELETE /api/v1/modules/{name}/data");
        refused("POST /api/v1/modules/{name}/restore", "{\"tenantId\":\"TENANT\"}");
        refused("GET /api/v1/modules/{name}/archives");
        refused("POST /api/v1/modules/{name}/archives");
        refused("GET /api/v1/modules/{name}/archives/{id}");
        refused("DELETE /api/v1/modules/{name}/archives/{id}");
        refused("GET /api/v1/modules/snapshots");
        refused("POST /api/v1/modules/snapshots", "{\"name\":\"theirs\"}");
        refused("GET /api/v1/modules/snapshots/{snapshotId}");
        refused("DELETE /api/v1/modules/snapshots/{snapshotId}");
        refused("POST /api/v1/modules/snapshots/{snapshotId}/plan");
        refused("POST /api/v1/modules/snapshots/{snapshotId}/revert", "{\"planDigest\":\"0\"}");
    }

    private void platform() {
        refused("GET /api/v1/admin/audit");
        refused("GET /api/v1/admin/audit/verify");
        refused("POST /api/v1/admin/backups");
        refused("POST /api/v1/admin/licenses/status", "{\"status\":\"none\"}");
        refused("GET /api/v1/admin/system");
        refused("GET /api/v1/admin/trust");
        refused("POST /api/v1/admin/trust/documents", "{\"document\":\"none\"}");
        refused("POST /api/v1/admin/trust/publishers", "{\"name\":\"evil\",\"key\":\"none\"}");
        refused("DELETE /api/v1/admin/trust/publishers/{name}");
        own("GET /api/v1/docs/routes");
    }

    /** The intruders have the module, too, and every permission in it. */
    private void farms() {
        own("GET /api/v1/farm-manager/version");
        own("GET /api/v1/farm-manager/farms");
        own("POST /api/v1/farm-manager/farms", "{\"name\":\"Mine\",\"areaHectares\":1}");
        refused("GET /api/v1/farm-manager/farms/{farmId}");
        refused("PATCH /api/v1/farm-manager/farms/{farmId}", "{\"name\":\"Taken\"}");
        refused("DELETE /api/v1/farm-manager/farms/{farmId}");
        refused("GET /api/v1/farm-manager/farms/{farmId}/blocks");
        refused("POST /api/v1/farm-manager/farms/{farmId}/blocks", "{\"name\":\"Mine\",\"areaHectares\":1}");
        refused("GET /api/v1/farm-manager/farms/{farmId}/blocks/{blockId}");
        refused("PATCH /api/v1/farm-manager/farms/{farmId}/blocks/{blockId}", "{\"name\":\"Taken\"}");
        refused("DELETE /api/v1/farm-manager/farms/{farmId}/blocks/{blockId}");
    }

    private void refused(String operation) {
        add(operation, "", Expected.REFUSED);
    }

    private void refused(String operation, String body) {
        add(operation, body, Expected.REFUSED);
    }

    private void strangers(String operation, String body) {
        add(operation, body, Expected.REFUSED_TO_STRANGERS);
    }

    private void own(String operation) {
        add(operation, "", Expected.OWN);
    }

    private void own(String operation, String body) {
        add(operation, body, Expected.OWN);
    }

    /** The victim's thing in the intruder's own place. */
    private void elsewhere(String operation, String path, String body) {
        tries.add(new Try(operation, path, body, Expected.REFUSED_TO_STRANGERS));
    }

    private void add(String operation, String body, Expected expected) {
        tries.add(new Try(operation, filled(operation.substring(operation.indexOf(' ') + 1)), body, expected));
    }

    private static String filled(String template) {
        Matcher parameters = PARAMETER.matcher(template);
        return parameters.replaceAll(found -> {
            var alone = "{" + found.group(1) + "}";
            var above = template.substring(0, found.start()) + alone;
            return Arrays.asList(above, alone).stream()
                    .filter(THINGS::containsKey)
                    .map(THINGS::get)
                    .findFirst()
                    .orElseThrow(
                            () -> new IllegalStateException("Say in THINGS what " + alone + " of " + template + " is"));
        });
    }

    /** Puts the things in the place of their names; longer names first. */
    static String with(String text, Map<String, String> things) {
        var filled = text;
        for (var thing : new LinkedHashMap<>(things).entrySet()) {
            filled = filled.replaceAll("\\b" + thing.getKey() + "\\b", Matcher.quoteReplacement(thing.getValue()));
        }
        return filled;
    }
}
