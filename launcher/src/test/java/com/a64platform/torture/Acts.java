package com.a64platform.torture;

import com.a64platform.torture.Act.Reply;
import com.a64platform.torture.Act.Said;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

/** Which acts fit how the modules stand, and how each is done: over HTTP, or by hand in the watched folder. */
final class Acts {
    private final Goods goods;
    private final TorturedNode node;
    /** What uninstalling has kept for the next installation, by module. */
    private final Map<String, String> settings = new HashMap<>();

    Acts(Goods goods, TorturedNode node) {
        this.goods = goods;
        this.node = node;
    }

    /** That the modules stand so. */
    void remember(Map<String, Standing> now) {
        now.forEach((module, standing) -> {
            if (!standing.absent()) {
                settings.put(module, standing.setting());
            }
        });
    }

    /** As the module will stand once it is installed, with the settings that it had here before. */
    private Standing installed(String module, String version) {
        Standing fresh = Standing.fresh(module, version);
        return fresh.set(settings.getOrDefault(module, fresh.setting()));
    }

    /** One at random, and now and then one more that has nothing to do with it. */
    List<Act> choose(Map<String, Standing> now, Map<String, String> floors, Random random) {
        List<Act> fitting = fitting(now, floors);
        Act first = fitting.get(random.nextInt(fitting.size()));
        List<Act> others = fitting.stream().filter(other -> apart(first, other)).toList();
        return others.isEmpty() || random.nextInt(3) > 0
                ? List.of(first)
                : List.of(first, others.get(random.nextInt(others.size())));
    }

    /** The two that need each other are one for this. */
    private static boolean apart(Act one, Act other) {
        Set<String> both = new HashSet<>(families(one));
        both.retainAll(families(other));
        return both.isEmpty();
    }

    private static Set<String> families(Act act) {
        return act.after().keySet().stream()
                .map(module -> module.equals(Goods.HERDS) ? Goods.FARMS : module)
                .collect(Collectors.toSet());
    }

    private List<Act> fitting(Map<String, Standing> now, Map<String, String> floors) {
        List<Act> acts = new ArrayList<>();
        boolean alone = now.get(Goods.HERDS).absent();
        alone(Goods.HELLO, now, floors, acts);
        if (alone) {
            alone(Goods.FARMS, now, floors, acts);
        }
        herds(now, floors, acts);
        sets(now, acts);
        return acts;
    }

    /** What is done with a module that nothing else needs. */
    private void alone(String module, Map<String, Standing> now, Map<String, String> floors, List<Act> acts) {
        Standing standing = now.get(module);
        if (standing.absent()) {
            String version = lowest(module, floors);
            acts.add(install(module, version));
            acts.add(installAsWorkflow(module, version));
            acts.add(drop("drop", module, version, installed(module, version)));
            return;
        }
        acts.add(uninstall(module));
        if (!Goods.setting(module).isEmpty()) {
            acts.add(set(module, standing));
        }
        goods.after(standing.version()).forEach(next -> acts.add(update(module, next, standing)));
        if (!standing.serves()) {
            acts.add(enable(module, standing));
            return;
        }
        acts.add(disable(module, standing));
        acts.add(delete(module, standing));
        goods.after(standing.version())
                .forEach(next -> acts.add(drop("drop of an update", module, next, standing.at(next))));
    }

    private void herds(Map<String, Standing> now, Map<String, String> floors, List<Act> acts) {
        Standing farms = now.get(Goods.FARMS);
        Standing herds = now.get(Goods.HERDS);
        if (herds.absent() && farms.serves()) {
            acts.add(install(Goods.HERDS, Goods.first()));
        } else if (herds.absent() && farms.absent()) {
            String version = lowest(Goods.FARMS, floors);
            Map<String, Standing> both = Map.of(
                    Goods.FARMS, installed(Goods.FARMS, version),
                    Goods.HERDS, installed(Goods.HERDS, Goods.first()));
            acts.add(dropArchive(version, both));
            acts.add(set(
                    "set of installs",
                    both,
                    change("install", Goods.FARMS, version),
                    change("install", Goods.HERDS, Goods.first())));
        } else if (!herds.absent()) {
            both(farms, herds, acts);
        }
    }

    private void both(Standing farms, Standing herds, List<Act> acts) {
        acts.add(uninstall(Goods.HERDS));
        acts.add(set(
                "set that uninstalls",
                Map.of(Goods.FARMS, Standing.ABSENT, Goods.HERDS, Standing.ABSENT),
                change("uninstall", Goods.FARMS, "latest")));
        if (herds.serves()) {
            acts.add(disable(Goods.HERDS, herds));
            acts.add(set(
                    "set that disables",
                    Map.of(Goods.FARMS, farms.disabled(), Goods.HERDS, herds.disabled()),
                    change("disable", Goods.FARMS, "latest")));
            goods.after(farms.version()).forEach(next -> acts.add(update(Goods.FARMS, next, farms)));
        } else {
            acts.add(set(
                    "set that enables",
                    Map.of(Goods.FARMS, farms.enabled(), Goods.HERDS, herds.enabled()),
                    change("enable", Goods.HERDS, "latest")));
        }
    }

    /** Two updates at once, each of a module that serves. */
    private void sets(Map<String, Standing> now, List<Act> acts) {
        Standing farms = now.get(Goods.FARMS);
        Standing hello = now.get(Goods.HELLO);
        if (farms.serves() && hello.serves()) {
            for (String next : goods.after(farms.version())) {
                for (String other : goods.after(hello.version())) {
                    acts.add(set(
                            "set of updates",
                            Map.of(Goods.FARMS, farms.at(next), Goods.HELLO, hello.at(other)),
                            change("update", Goods.FARMS, next),
                            change("update", Goods.HELLO, other)));
                }
            }
        }
    }

    private static String lowest(String module, Map<String, String> floors) {
        return floors.containsKey(module) ? Floors.version(floors.get(module)) : Goods.first();
    }

    private Act install(String module, String version) {
        return new Act(
                "install",
                Map.of(module, installed(module, version)),
                () -> Reply.of(node.client().call("POST", "/api/v1/modules/install", order(module, version))));
    }

    private String order(String module, String version) {
        String license = goods.license(module);
        return "{\"moduleName\":\"" + module + "\",\"version\":\"" + version + "\""
                + (license.isEmpty() ? "" : ",\"licenseKey\":\"" + license + "\"") + "}";
    }

    /** The same under its other name, whose outcome has to be asked for. */
    private Act installAsWorkflow(String module, String version) {
        return new Act("install as a workflow", Map.of(module, installed(module, version)), () -> {
            Client.Answer started =
                    node.client().call("POST", "/api/v1/workflows/install-module", order(module, version));
            String status =
                    "/api/v1/workflows/" + started.json().path("operationId").asText() + "/status";
            String state = "RUNNING";
            while (started.status() == 202 && (state.equals("RUNNING") || state.equals("UNDOING"))) {
                state = node.client().read(status).path("state").asText();
            }
            return started.status() == 202 ? ended(state) : Reply.of(started);
        });
    }

    private static Reply ended(String state) {
        return state.equals("SUCCEEDED") ? Reply.DONE : new Reply(Said.REFUSED, state);
    }

    private Act update(String module, String next, Standing standing) {
        return new Act(
                "update",
                Map.of(module, standing.at(next)),
                () -> Reply.of(node.client()
                        .call("PUT", "/api/v1/modules/" + module + "/update", "{\"targetVersion\":\"" + next + "\"}")));
    }

    private Act uninstall(String module) {
        return new Act(
                "uninstall",
                Map.of(module, Standing.ABSENT),
                () -> Reply.of(node.client().call("DELETE", "/api/v1/modules/" + module, "")));
    }

    private Act enable(String module, Standing standing) {
        return switched("enable", module, standing.enabled());
    }

    private Act disable(String module, Standing standing) {
        return switched("disable", module, standing.disabled());
    }

    private Act switched(String verb, String module, Standing after) {
        return new Act(
                verb,
                Map.of(module, after),
                () -> Reply.of(node.client().call("POST", "/api/v1/modules/" + module + "/" + verb, "")));
    }

    private Act set(String module, Standing standing) {
        String value = standing.setting().equals("Salve") ? "Hail" : "Salve";
        return new Act(
                "setting",
                Map.of(module, standing.set(value)),
                () -> Reply.of(node.client()
                        .call(
                                "PUT",
                                "/api/v1/modules/" + module + "/config",
                                "{\"settings\":{\"greeting\":\"" + value + "\"}}")));
    }

    private Act drop(String verb, String module, String version, Standing after) {
        return new Act(verb, Map.of(module, after), () -> {
            goods.drop(module, version, node.deploy());
            return Reply.NOTHING;
        });
    }

    private Act dropArchive(String version, Map<String, Standing> after) {
        return new Act("drop of an archive", after, () -> {
            Path archive = goods.archive(version);
            Files.copy(archive, node.deploy().resolve(archive.getFileName()));
            return Reply.NOTHING;
        });
    }

    private Act delete(String module, Standing standing) {
        return new Act("deletion by hand", Map.of(module, standing.disabled()), () -> {
            Path jar = goods.jar(module, standing.version());
            Files.deleteIfExists(node.deploy().resolve(jar.getFileName()));
            Files.deleteIfExists(node.deploy().resolve(Goods.signature(jar).getFileName()));
            return Reply.NOTHING;
        });
    }

    private static String change(String action, String module, String version) {
        return "{\"action\":\"" + action + "\",\"moduleName\":\"" + module + "\",\"version\":\"" + version + "\"}";
    }

    /** Planned first, and carried out as it was planned. */
    private Act set(String verb, Map<String, Standing> after, String... changes) {
        String wanted = "\"changes\":[" + String.join(",", changes) + "],\"cascade\":true";
        return new Act(verb, after, () -> {
            Client.Answer plan = node.client().call("POST", "/api/v1/modules/plan", "{" + wanted + "}");
            if (!plan.good() || !plan.json().path("refusals").isEmpty()) {
                return new Reply(Said.REFUSED, plan.kind() + " " + plan.json().path("refusals"));
            }
            Client.Answer applied = node.client().call("POST", "/api/v1/modules/apply", approved(wanted, plan.json()));
            return applied.status() == 200 ? ended(applied.json().path("state").asText()) : Reply.of(applied);
        });
    }

    private String approved(String wanted, JsonNode plan) throws IOException {
        return "{" + wanted + ",\"planDigest\":" + plan.path("digest") + ",\"consent\":"
                + plan.path("permissionsAsked") + ",\"licenses\":{\"" + Goods.FARMS + "\":\""
                + goods.license(Goods.FARMS) + "\"}}";
    }
}
