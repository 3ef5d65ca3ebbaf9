package com.a64platform.torture;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Which acts fit how the modules stand. */
final class Acts {
    private static final int LONGEST_PAUSE_MILLIS = 300;

    private final Goods goods;
    private final Requests requests;
    private final ByHand byHand;
    private final Keeping keeping;
    /** What uninstalling has kept for the next installation, by place. */
    private final Map<String, String> settings = new HashMap<>();

    Acts(Goods goods, TorturedNode node, Guests guests) {
        this.goods = goods;
        this.requests = new Requests(goods, node, guests);
        this.byHand = new ByHand(goods, node);
        this.keeping = new Keeping(node, requests);
    }

    /** That all stands so. */
    void remember(Evidence found) {
        keeping.remember(found);
        found.installations().forEach((place, standing) -> {
            if (!standing.absent()) {
                settings.put(place, standing.setting());
            }
        });
    }

    /** As the module will stand once it is installed, with the settings that it had here before. */
    private Standing installed(String place, String version) {
        Standing fresh = Standing.fresh(Goods.module(place), version);
        return fresh.set(settings.getOrDefault(place, fresh.setting()));
    }

    /** One at random, and now and then one more that has nothing to do with it. */
    List<Act> choose(Map<String, Standing> now, Map<String, String> floors, Random random) {
        List<Act> fitting = fitting(now, floors, random);
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
                .map(Goods::module)
                .map(module -> module.equals(Goods.HERDS) ? Goods.FARMS : module)
                .collect(Collectors.toSet());
    }

    private List<Act> fitting(Map<String, Standing> now, Map<String, String> floors, Random random) {
        Duration pause = Duration.ofMillis(random.nextInt(LONGEST_PAUSE_MILLIS));
        List<Act> acts = keeping.fitting(now, floors);
        alone(Goods.HELLO, now, floors, pause, acts);
        guests(now, floors, acts);
        if (now.get(Goods.HERDS).absent()) {
            alone(Goods.FARMS, now, floors, pause, acts);
        }
        herds(now, floors, acts);
        sets(now, acts);
        return acts;
    }

    /** What is done with a module that nothing else needs, for the first tenant. */
    private void alone(
            String module, Map<String, Standing> now, Map<String, String> floors, Duration pause, List<Act> acts) {
        Standing standing = now.get(module);
        if (standing.equals(Standing.ABSENT)) {
            Standing next = installed(module, version(module, now).orElse(lowest(module, floors)));
            acts.add(requests.install(module, next));
            acts.add(requests.installAsWorkflow(module, next));
            acts.add(requests.cancelledInstall(module, next, pause));
            if (version(module, now).isEmpty()) {
                acts.add(byHand.drop("drop", Map.of(module, next), module, next.version()));
            }
        }
        if (standing.absent()) {
            return;
        }
        acts.add(requests.uninstall(module));
        if (!Goods.setting(module).isEmpty()) {
            acts.add(requests.set(module, standing));
        }
        updates(module, now, pause, acts);
        if (!standing.serves()) {
            acts.add(requests.enable(module, standing));
            return;
        }
        acts.add(requests.disable(module, standing));
        deletions(module, now, acts);
        returns(module, now, pause.multipliedBy(4), acts);
    }

    /** Which one is installed, in whatever tenant. */
    private static Optional<String> version(String module, Map<String, Standing> now) {
        return Goods.places(module)
                .map(now::get)
                .filter(one -> !one.absent())
                .map(Standing::version)
                .findFirst();
    }

    private void updates(String module, Map<String, Standing> now, Duration pause, List<Act> acts) {
        for (String next : goods.after(version(module, now).orElseThrow())) {
            Map<String, Standing> after = updated(module, now, next);
            acts.add(requests.update(after, module, next));
            acts.add(requests.cancelledUpdate(after, module, next, pause));
            if (now.get(module).serves()) {
                acts.add(byHand.drop("drop of an update", after, module, next));
            }
        }
    }

    /** All tenants that have it. */
    private static Map<String, Standing> updated(String module, Map<String, Standing> now, String next) {
        Map<String, Standing> after = new TreeMap<>();
        Goods.places(module)
                .filter(place -> !now.get(place).absent())
                .forEach(place -> after.put(place, now.get(place).at(next)));
        return after;
    }

    /** Of the file, which disables it for all tenants. */
    private void deletions(String module, Map<String, Standing> now, List<Act> acts) {
        Map<String, Standing> after = new TreeMap<>();
        Goods.places(module)
                .filter(place -> now.get(place).serves())
                .forEach(place -> after.put(place, now.get(place).disabled()));
        String version = now.get(module).version();
        acts.add(byHand.delete(module, version, after, true));
        acts.add(byHand.delete(module, version, after, false));
    }

    /** Where somebody has disabled it the file's return may enable it: nobody here remembers whether for want of it. */
    private void returns(String module, Map<String, Standing> now, Duration meanwhile, List<Act> acts) {
        Map<String, Standing> all = new TreeMap<>();
        Goods.places(module).filter(place -> !now.get(place).absent()).forEach(place -> all.put(place, now.get(place)));
        if (all.values().stream().allMatch(Standing::serves)) {
            acts.add(byHand.awayAndBack(module, now.get(module).version(), all, meanwhile));
        }
    }

    /** What the second tenant does with a module that the first one may have, too. */
    private void guests(Map<String, Standing> now, Map<String, String> floors, List<Act> acts) {
        Standing standing = now.get(Goods.GUESTS);
        if (standing.absent()) {
            String version = version(Goods.HELLO, now).orElse(lowest(Goods.HELLO, floors));
            acts.add(requests.install(Goods.GUESTS, installed(Goods.GUESTS, version)));
            return;
        }
        acts.add(requests.uninstall(Goods.GUESTS));
        acts.add(
                standing.serves() ? requests.disable(Goods.GUESTS, standing) : requests.enable(Goods.GUESTS, standing));
        if (now.get(Goods.HELLO).absent()) {
            updates(Goods.HELLO, now, Duration.ZERO, acts);
        }
    }

    private void herds(Map<String, Standing> now, Map<String, String> floors, List<Act> acts) {
        Standing farms = now.get(Goods.FARMS);
        Standing herds = now.get(Goods.HERDS);
        if (herds.absent() && farms.serves()) {
            acts.add(requests.install(Goods.HERDS, installed(Goods.HERDS, Goods.first())));
        } else if (herds.absent() && farms.equals(Standing.ABSENT)) {
            String version = lowest(Goods.FARMS, floors);
            Map<String, Standing> both = Map.of(
                    Goods.FARMS, installed(Goods.FARMS, version),
                    Goods.HERDS, installed(Goods.HERDS, Goods.first()));
            acts.add(byHand.dropArchive(version, both));
            acts.add(requests.planned(
                    "set of installs",
                    both,
                    Requests.change("install", Goods.FARMS, version),
                    Requests.change("install", Goods.HERDS, Goods.first())));
        } else if (!herds.absent()) {
            both(farms, herds, acts);
        }
    }

    private void both(Standing farms, Standing herds, List<Act> acts) {
        acts.add(requests.uninstall(Goods.HERDS));
        acts.add(requests.planned(
                "set that uninstalls",
                Map.of(Goods.FARMS, Standing.ABSENT, Goods.HERDS, Standing.ABSENT),
                Requests.change("uninstall", Goods.FARMS, "latest")));
        if (herds.serves()) {
            acts.add(requests.disable(Goods.HERDS, herds));
            acts.add(requests.planned(
                    "set that disables",
                    Map.of(Goods.FARMS, farms.disabled(), Goods.HERDS, herds.disabled()),
                    Requests.change("disable", Goods.FARMS, "latest")));
            goods.after(farms.version())
                    .forEach(next -> acts.add(requests.update(Map.of(Goods.FARMS, farms.at(next)), Goods.FARMS, next)));
        } else {
            acts.add(requests.planned(
                    "set that enables",
                    Map.of(Goods.FARMS, farms.enabled(), Goods.HERDS, herds.enabled()),
                    Requests.change("enable", Goods.HERDS, "latest")));
        }
    }

    /** Two updates at once, each of a module that serves. */
    private void sets(Map<String, Standing> now, List<Act> acts) {
        if (!now.get(Goods.FARMS).serves() || !now.get(Goods.HELLO).serves()) {
            return;
        }
        for (String next : goods.after(now.get(Goods.FARMS).version())) {
            for (String other : goods.after(now.get(Goods.HELLO).version())) {
                Map<String, Standing> after = updated(Goods.HELLO, now, other);
                after.putAll(updated(Goods.FARMS, now, next));
                acts.add(requests.planned(
                        "set of updates",
                        after,
                        Requests.change("update", Goods.FARMS, next),
                        Requests.change("update", Goods.HELLO, other)));
            }
        }
    }

    private static String lowest(String module, Map<String, String> floors) {
        return floors.containsKey(module) ? Floors.version(floors.get(module)) : Goods.first();
    }
}
