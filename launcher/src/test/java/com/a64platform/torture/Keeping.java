package com.a64platform.torture;

import com.a64platform.torture.Act.Reply;
import com.a64platform.torture.Act.Said;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Acts with what is to outlast others: data of modules that go, snapshots of the whole set, and backups. */
final class Keeping {
    private static final String ALL_SNAPSHOTS = "/api/v1/modules/snapshots";
    private static final String RESTORE = "/api/v1/modules/" + Goods.FARMS + "/restore";
    private static final int SNAPSHOTS = 12;
    /** Each is as large as the home. */
    private static final int BACKUPS = 4;

    private final TorturedNode node;
    private final Requests requests;
    /** How all stood when a snapshot was taken, by its id, the oldest first. */
    private final Map<String, Map<String, Standing>> taken = new LinkedHashMap<>();

    /** What is in archives of documents, by their ids, the oldest first. */
    private final Map<String, Map<String, Double>> archived = new LinkedHashMap<>();

    private Map<String, Double> documents = Map.of();
    private boolean served;

    Keeping(TorturedNode node, Requests requests) {
        this.node = node;
        this.requests = requests;
    }

    /**
     * What was found. A snapshot that was not there before is of how all stands now. An archive that was not is of what there
     * was before, unless the module has served since: it was uninstalled then.
     */
    void remember(Evidence found) {
        Map<String, Double> before = documents;
        documents = found.stored().documents().get(Goods.FARMS);
        Map<String, Double> moved = served ? documents : before;
        found.archives().forEach(id -> archived.putIfAbsent(id, moved));
        served = found.installations().get(Goods.FARMS).serves();
        found.snapshots().forEach(id -> taken.putIfAbsent(id, found.installations()));
    }

    List<Act> fitting(Map<String, Standing> now, Map<String, String> floors) {
        List<Act> acts = new ArrayList<>();
        Standing farms = now.get(Goods.FARMS);
        if (farms.equals(Standing.DELETED)) {
            acts.add(undo());
            acts.add(purge());
        } else if (!farms.absent()
                && !documents.isEmpty()
                && now.get(Goods.HERDS).absent()) {
            acts.add(export(now));
            acts.add(delete());
        }
        if (!farms.serves() && !farms.equals(Standing.DELETED) && !documents.isEmpty()) {
            restore(farms, now).ifPresent(acts::add);
        }
        if (now.get(Goods.SNAPSHOTS).count() < SNAPSHOTS) {
            acts.add(snapshot(now));
        }
        if (now.get(Goods.BACKUPS).count() < BACKUPS) {
            acts.add(backup(now));
        }
        revert(now, floors).ifPresent(acts::add);
        return acts;
    }

    private Act export(Map<String, Standing> now) {
        Map<String, Standing> after = Map.of(
                Goods.FARMS,
                Standing.ABSENT,
                Goods.ARCHIVES,
                now.get(Goods.ARCHIVES).oneMore());
        return requests.uninstall("uninstall with export", Goods.FARMS, after, "{\"backupData\":true}");
    }

    private Act delete() {
        Map<String, Standing> after = Map.of(Goods.FARMS, Standing.DELETED);
        return requests.uninstall("uninstall with deletion", Goods.FARMS, after, "{\"cleanupData\":true}");
    }

    private Act undo() {
        return new Act(
                "undo of a deletion",
                Map.of(Goods.FARMS, Standing.ABSENT),
                () -> requests.ended(node.client().call("POST", RESTORE, "{}")));
    }

    private Act purge() {
        Map<String, Standing> after = Map.of(Goods.FARMS, Standing.ABSENT);
        return new Act(
                "purge",
                after,
                Optional.of(Map.of()),
                () -> requests.ended(node.client().call("DELETE", "/api/v1/modules/" + Goods.FARMS + "/data", "")));
    }

    /** Of the newest archive with other documents than there are; these are archived then. */
    private Optional<Act> restore(Standing farms, Map<String, Standing> now) {
        Map<String, Standing> after = Map.of(
                Goods.FARMS, farms, Goods.ARCHIVES, now.get(Goods.ARCHIVES).oneMore());
        return archived.entrySet().stream()
                .filter(archive -> !archive.getValue().equals(documents))
                .reduce((older, newer) -> newer)
                .map(archive -> new Act("restore", after, Optional.of(archive.getValue()), () -> {
                    String body = Client.json(Map.of("archive", archive.getKey()));
                    return requests.ended(node.client().call("POST", RESTORE, body));
                }));
    }

    /** Nothing else is done meanwhile, so that it is known what is in it. */
    private Act snapshot(Map<String, Standing> now) {
        Map<String, Standing> after = places(now);
        after.put(Goods.SNAPSHOTS, now.get(Goods.SNAPSHOTS).oneMore());
        return new Act(
                "snapshot", after, () -> requests.ended(node.client().call("POST", ALL_SNAPSHOTS, "{\"data\":false}")));
    }

    private Act backup(Map<String, Standing> now) {
        return new Act("backup", Map.of(Goods.BACKUPS, now.get(Goods.BACKUPS).oneMore()), () -> {
            Client.Answer started = node.client().begin("POST", "/api/v1/admin/backups", "");
            return requests.followed(started, "/api/v1/operations/" + Requests.id(started));
        });
    }

    /** To the newest snapshot that is not as all stands and that all can go back to. */
    private Optional<Act> revert(Map<String, Standing> now, Map<String, String> floors) {
        Optional<Act> found = Optional.empty();
        for (String id : taken.keySet()) {
            Map<String, Standing> after = places(now);
            boolean possible = taken.get(id).entrySet().stream()
                    .filter(then -> Goods.PLACES.contains(then.getKey()))
                    .allMatch(then -> goesBack(then.getKey(), then.getValue(), after, floors));
            if (possible && !after.equals(places(now))) {
                found = Optional.of(revert(id, after));
            }
        }
        return found;
    }

    /** What was not there goes; what was there stands as it did, if no later version was admitted since. */
    private static boolean goesBack(
            String place, Standing then, Map<String, Standing> after, Map<String, String> floors) {
        Standing now = after.get(place);
        if (then.absent()) {
            after.put(place, now.absent() ? now : Standing.ABSENT);
            return true;
        }
        String floor = floors.getOrDefault(Goods.module(place), "");
        after.put(place, then);
        return floor.endsWith(" " + then.version())
                && (now.equals(Standing.ABSENT) || now.version().equals(then.version()));
    }

    private Act revert(String id, Map<String, Standing> after) {
        String snapshot = ALL_SNAPSHOTS + "/" + id;
        return new Act("return to a snapshot", after, () -> {
            Client.Answer plan = node.client().call("POST", snapshot + "/plan", "");
            if (!plan.json().path("stays").isEmpty()) {
                return new Reply(Said.REFUSED, "stays");
            }
            return requests.agreed(plan, plan.json().path("plan"), snapshot + "/revert", "");
        });
    }

    private static Map<String, Standing> places(Map<String, Standing> now) {
        Map<String, Standing> places = new TreeMap<>(now);
        places.keySet().retainAll(Goods.PLACES);
        return places;
    }
}
