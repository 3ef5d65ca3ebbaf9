package com.a64platform.torture;

import com.a64platform.torture.Act.Reply;
import com.a64platform.torture.Act.Said;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Acts that are asked for over HTTP. */
final class Requests {
    private static final String INSTALL = "/api/v1/modules/install";
    private static final String PLAN = "/api/v1/modules/plan";
    private static final String APPLY = "/api/v1/modules/apply";
    private static final List<String> OPEN = List.of("RUNNING", "UNDOING");
    private static final Duration POLL = Duration.ofMillis(10);

    private final Goods goods;
    private final TorturedNode node;
    private final Guests guests;

    Requests(Goods goods, TorturedNode node, Guests guests) {
        this.goods = goods;
        this.node = node;
        this.guests = guests;
    }

    Act install(String place, Standing after) {
        return asked("install", Map.of(place, after), "POST", INSTALL, order(place, after));
    }

    /** The same under its other name, whose outcome has to be asked for. */
    Act installAsWorkflow(String place, Standing after) {
        return new Act("install as a workflow", Map.of(place, after), () -> {
            Client.Answer started =
                    node.client().begin("POST", "/api/v1/workflows/install-module", order(place, after));
            return followed(started, "/api/v1/workflows/" + id(started) + "/status");
        });
    }

    /** @param pause between the beginning and the cancelling */
    Act cancelledInstall(String place, Standing after, Duration pause) {
        return new Act(
                "install that is cancelled",
                Map.of(place, after),
                () -> cancelled(node.client().begin("POST", INSTALL, order(place, after)), pause));
    }

    Act cancelledUpdate(Map<String, Standing> after, String module, String next, Duration pause) {
        return new Act(
                "update that is cancelled",
                after,
                () -> cancelled(node.client().begin("PUT", updating(after, module), target(next)), pause));
    }

    /** It has been cancelled or it has not, and then it is done; which of them is asked for. */
    private Reply cancelled(Client.Answer started, Duration pause) throws IOException {
        Moments.pass(pause);
        if (started.status() == 202) {
            node.client().call("POST", "/api/v1/operations/" + id(started) + "/cancel", "");
        }
        return followed(started, "/api/v1/operations/" + id(started));
    }

    private String order(String place, Standing after) {
        String module = Goods.module(place);
        Map<String, String> members = new TreeMap<>(Map.of("moduleName", module, "version", after.version()));
        if (!goods.license(module).isEmpty()) {
            members.put("licenseKey", goods.license(module));
        }
        if (Goods.ofGuests(place)) {
            members.put("tenantId", guests.id());
        }
        return Client.json(members);
    }

    /** An update is one for all tenants that have the module. */
    Act update(Map<String, Standing> after, String module, String next) {
        return asked("update", after, "PUT", updating(after, module), target(next));
    }

    /** Asked for by a tenant that has the module. */
    private String updating(Map<String, Standing> after, String module) {
        String place = after.containsKey(module) ? module : module + Goods.OF_GUESTS;
        return path(place, "/update");
    }

    private static String target(String version) {
        return Client.json(Map.of("targetVersion", version));
    }

    Act enable(String place, Standing standing) {
        return asked("enable", Map.of(place, standing.enabled()), "POST", path(place, "/enable"), "");
    }

    Act disable(String place, Standing standing) {
        return asked("disable", Map.of(place, standing.disabled()), "POST", path(place, "/disable"), "");
    }

    Act uninstall(String place) {
        return uninstall("uninstall", place, Map.of(place, Standing.ABSENT), "{}");
    }

    /** @param body what becomes of its data */
    Act uninstall(String verb, String place, Map<String, Standing> after, String body) {
        return asked(verb, after, "DELETE", path(place, "/uninstall"), body);
    }

    /** The first tenant's, to another value. */
    Act set(String module, Standing standing) {
        String value = standing.setting().equals("Salve") ? "Hail" : "Salve";
        return asked(
                "setting",
                Map.of(module, standing.set(value)),
                "PUT",
                path(module, "/config"),
                "{\"settings\":{\"greeting\":\"" + value + "\"}}");
    }

    Act asked(String verb, Map<String, Standing> after, String method, String path, String body) {
        return new Act(verb, after, () -> Reply.of(node.client().call(method, path, body)));
    }

    /** Whoever names another tenant acts in it. */
    private String path(String place, String rest) {
        return "/api/v1/modules/" + Goods.module(place) + rest
                + (Goods.ofGuests(place) ? "?tenantId=" + guests.id() : "");
    }

    static String change(String action, String module, String version) {
        return Client.json(Map.of("action", action, "moduleName", module, "version", version));
    }

    /** Planned first, and carried out as it was planned. */
    Act planned(String verb, Map<String, Standing> after, String... changes) {
        String wanted = "\"changes\":[" + String.join(",", changes) + "],\"cascade\":true";
        return new Act(verb, after, () -> {
            Client.Answer plan = node.client().call("POST", PLAN, "{" + wanted + "}");
            return agreed(plan, plan.json(), APPLY, wanted + ",");
        });
    }

    /**
     * Carries out what was planned.
     *
     * @param answer that has the plan, or a digest over it
     * @param members that go before the digest
     */
    Reply agreed(Client.Answer answer, JsonNode plan, String path, String members) throws IOException {
        if (!answer.good() || !plan.path("refusals").isEmpty()) {
            return new Reply(Said.REFUSED, answer.kind() + " " + plan.path("refusals"));
        }
        String body = "{" + members + "\"planDigest\":" + answer.json().path("digest") + ",\"consent\":"
                + plan.path("permissionsAsked") + ",\"licenses\":{\"" + Goods.FARMS + "\":\""
                + goods.license(Goods.FARMS) + "\"}}";
        return ended(node.client().call("POST", path, body));
    }

    /** Of an operation that was waited for, if it did not take too long. */
    Reply ended(Client.Answer answer) {
        return answer.status() == 200 ? ended(answer.json().path("state").asText()) : Reply.of(answer);
    }

    /** Asks until it has ended, if it was begun. */
    Reply followed(Client.Answer started, String status) throws IOException {
        if (started.status() != 202) {
            return Reply.of(started);
        }
        String state = OPEN.get(0);
        while (OPEN.contains(state)) {
            Moments.pass(POLL);
            state = node.client().read(status).path("state").asText();
        }
        return ended(state);
    }

    private static Reply ended(String state) {
        return state.equals("SUCCEEDED") ? Reply.DONE : new Reply(Said.REFUSED, state);
    }

    static String id(Client.Answer started) {
        return started.json()
                .path("operationId")
                .asText(started.json().path("id").asText());
    }
}
