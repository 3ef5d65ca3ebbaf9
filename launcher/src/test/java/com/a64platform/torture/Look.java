package com.a64platform.torture;

import com.a64platform.torture.Evidence.Journaled;
import com.a64platform.torture.Evidence.Stored;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.bson.Document;
import org.h2.mvstore.MVStoreException;

/** Looks at a node from outside. */
final class Look {
    private static final Map<String, String> PATHS = Map.of(
            Goods.FARMS, "/version", Goods.LEDGER, "/version", Goods.HELLO, "/greeting", Goods.HERDS, "/greeting");

    private static final String FIRST_TENANT = "default";

    private final Client client;
    private final Guests guests;
    private final Path home;

    Look(TorturedNode node, Guests guests) {
        this.client = node.client();
        this.guests = guests;
        this.home = node.home();
    }

    /** All of it; the node has to be ready. */
    Evidence all() throws IOException {
        JsonNode system = client.read("/api/v1/admin/system");
        Map<String, String> answers = new TreeMap<>();
        Map<String, Long> totals = new TreeMap<>();
        for (String place : Goods.PLACES) {
            answers.put(place, answer(place));
            if (answers.get(place).startsWith("200") && hasDocuments(place)) {
                totals.put(place, total(place));
            }
        }
        Set<String> archives = ids("/api/v1/modules/" + Goods.FARMS + "/archives");
        Set<String> snapshots = ids("/api/v1/modules/snapshots");
        return new Evidence(
                installations(archives.size(), snapshots.size()),
                archives,
                snapshots,
                open(),
                bundles(system),
                routes(system),
                answers,
                totals,
                Folder.digests(home.resolve("deploy")),
                Folder.digests(home.resolve("data/verified")),
                Folder.unfinished(home),
                stored(home));
    }

    static boolean hasDocuments(String module) {
        return module.equals(Goods.FARMS) || module.equals(Goods.LEDGER);
    }

    private Map<String, Standing> installations(int archives, int snapshots) throws IOException {
        Map<String, Standing> found = none();
        for (JsonNode each : client.read("/api/v1/installations?perPage=100").path("data")) {
            found.put(
                    place(
                            each.path("moduleName").asText(),
                            each.path("tenantId").asText()),
                    new Standing(
                            each.path("version").asText(),
                            each.path("desiredState").asText(),
                            each.path("settings").path("greeting").asText("")));
        }
        if (client.get("/api/v1/modules/" + Goods.FARMS + "/data")
                .json()
                .path("state")
                .asText()
                .equals("deleted")) {
            found.put(Goods.FARMS, Standing.DELETED);
        }
        found.put(Goods.ARCHIVES, Standing.counted(archives));
        found.put(Goods.SNAPSHOTS, Standing.counted(snapshots));
        found.put(Goods.BACKUPS, Standing.counted(Folder.count(home.resolve("backups"))));
        return found;
    }

    private static String place(String module, String tenant) {
        return tenant.equals(FIRST_TENANT) ? module : module + Goods.OF_GUESTS;
    }

    private Set<String> ids(String path) throws IOException {
        Set<String> found = new HashSet<>();
        client.read(path).forEach(each -> found.add(each.path("id").asText()));
        return found;
    }

    /** Nothing is installed, and there is nothing else. */
    static Map<String, Standing> none() {
        Map<String, Standing> none = new TreeMap<>();
        Goods.PLACES.forEach(place -> none.put(place, Standing.ABSENT));
        List.of(Goods.ARCHIVES, Goods.SNAPSHOTS, Goods.BACKUPS).forEach(what -> none.put(what, Standing.counted(0)));
        return none;
    }

    private List<String> open() throws IOException {
        List<String> found = new ArrayList<>();
        for (String state : List.of("RUNNING", "UNDOING")) {
            client.read("/api/v1/operations?state=" + state)
                    .path("data")
                    .forEach(each -> found.add(each.path("kind").asText() + " of "
                            + each.path("module").asText() + " in "
                            + each.path("step").asText()));
        }
        return found;
    }

    private static List<String> bundles(JsonNode system) {
        List<String> found = new ArrayList<>();
        for (JsonNode each : system.path("bundles")) {
            if (each.path("module").asBoolean()) {
                found.add(each.path("symbolicName").asText() + " "
                        + each.path("version").asText() + " "
                        + each.path("state").asText());
            }
        }
        found.sort(Comparator.naturalOrder());
        return found;
    }

    private static List<String> routes(JsonNode system) {
        List<String> found = new ArrayList<>();
        system.path("routes")
                .forEach(each -> found.add(each.path("module").asText() + " "
                        + each.path("version").asText()));
        found.sort(Comparator.naturalOrder());
        return found;
    }

    private String answer(String place) throws IOException {
        String module = Goods.module(place);
        Client asking = Goods.ofGuests(place) ? guests.client() : client;
        Client.Answer answer = asking.get("/api/v1/" + module + PATHS.get(module));
        String greeting = answer.json().path("text").asText("").split(",")[0];
        return (answer.status() + " " + answer.json().path("version").asText(greeting)).strip();
    }

    private long total(String module) throws IOException {
        return client.read("/api/v1/" + module + "/farms?perPage=1")
                .path("total")
                .asLong();
    }

    /** What a home's store holds, whether a node runs on it or not. */
    static Stored stored(Path home) throws IOException {
        try (StoreFile store = StoreFile.copied(home)) {
            Map<String, String> digests = new TreeMap<>();
            List<Document> audit = store.platform("audit");
            return new Stored(
                    installations(home, store, digests),
                    digests,
                    journal(store),
                    claims(store),
                    licenses(store),
                    floors(store),
                    documents(store),
                    audit.size(),
                    AuditChain.forged(audit));
        } catch (MVStoreException torn) {
            throw new IOException("The copy of the store cannot be read", torn);
        }
    }

    private static Map<String, Standing> installations(Path home, StoreFile store, Map<String, String> digests)
            throws IOException {
        Map<String, Standing> found = none();
        for (Document each : store.platform("installations")) {
            if (!each.getString("tenantId").isEmpty()) {
                String place = place(each.getString("moduleName"), each.getString("tenantId"));
                found.put(
                        place, new Standing(each.getString("version"), each.getString("status"), setting(each, store)));
                digests.put(place, each.getString("sha256"));
            }
        }
        store.platform("retained_data").stream()
                .filter(left -> left.getDate("purgeAt") != null)
                .forEach(left ->
                        found.put(place(left.getString("module"), left.getString("tenantId")), Standing.DELETED));
        int snapshots = store.platform("module_snapshots").size();
        found.put(Goods.SNAPSHOTS, Standing.counted(snapshots));
        found.put(Goods.ARCHIVES, Standing.counted(Folder.count(home.resolve("data/archives"))));
        found.put(Goods.BACKUPS, Standing.counted(Folder.count(home.resolve("backups"))));
        return found;
    }

    /** In the version that the installation names; what is not in it is as before anybody sets it. */
    private static String setting(Document installation, StoreFile store) {
        String id = Optional.ofNullable(installation.getString("settingsId")).orElse("");
        String unset = Goods.setting(installation.getString("moduleName"));
        return store.platform("settings").stream()
                .filter(each -> each.getString("_id").equals(id))
                .map(each -> each.get("plain", Document.class).get("greeting", unset))
                .findFirst()
                .orElse(id.isEmpty() ? unset : "lost");
    }

    private static List<Journaled> journal(StoreFile store) {
        return store.platform("operations").stream()
                .sorted(Comparator.comparing((Document each) -> each.getDate("createdAt")))
                .map(Look::journaled)
                .toList();
    }

    private static Journaled journaled(Document operation) {
        String step = "";
        for (Document each : operation.getList("steps", Document.class)) {
            step = each.getDate("startedAt") == null ? step : each.getString("name");
        }
        String failure = Optional.ofNullable(operation.get("failure", Document.class))
                .map(each -> each.getString("code") + ": " + each.getString("detail"))
                .orElse("");
        return new Journaled(
                operation.getString("_id"),
                operation.getString("kind"),
                operation.getString("subject"),
                operation.getString("state"),
                step,
                failure);
    }

    private static Set<String> claims(StoreFile store) {
        Set<String> found = new HashSet<>();
        store.platform("operation_claims").stream()
                .filter(each -> each.getString("operation") != null)
                .forEach(each -> found.add(each.getString("_id")));
        return found;
    }

    private static Set<String> licenses(StoreFile store) {
        Set<String> found = new HashSet<>();
        store.platform("licenses").forEach(each -> found.add(each.getString("module")));
        return found;
    }

    private static Map<String, String> floors(StoreFile store) {
        Map<String, String> found = new TreeMap<>();
        for (Document state : store.platform("trust_state")) {
            state.getList("floors", Document.class)
                    .forEach(each -> found.put(
                            each.getString("name"), each.getLong("generation") + " " + each.getString("version")));
        }
        return found;
    }

    private static Map<String, Map<String, Double>> documents(StoreFile store) {
        Map<String, Map<String, Double>> found = new TreeMap<>();
        for (String module : List.of(Goods.FARMS, Goods.LEDGER)) {
            Map<String, Double> named = new HashMap<>();
            store.module(module, "farms")
                    .forEach(each -> named.put(
                            each.getString("name"),
                            each.get("areaHectares", Number.class).doubleValue()));
            found.put(module, named);
        }
        return found;
    }
}
