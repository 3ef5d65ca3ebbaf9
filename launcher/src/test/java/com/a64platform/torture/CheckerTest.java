package com.a64platform.torture;

import static org.assertj.core.api.Assertions.assertThat;

import com.a64platform.torture.Evidence.Journaled;
import com.a64platform.torture.Evidence.Stored;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** A checker that finds nothing proves nothing: whatever is broken in what it is shown, it says so. */
@Tag("kill")
class CheckerTest {
    private static final int AUDITED = 7;

    @TempDir
    Path folder;

    private final Map<String, Standing> standings = Look.none();
    private Goods goods;
    private Checker checker;

    @BeforeEach
    void makeGoods() throws IOException {
        standings.put(Goods.FARMS, Standing.fresh(Goods.FARMS, "1.0.1"));
        standings.put(Goods.HELLO, Standing.fresh(Goods.HELLO, "1.0.0").disabled());
        standings.put(Goods.LEDGER, Standing.fresh(Goods.LEDGER, "1.0.0"));
        standings.put(Goods.SNAPSHOTS, Standing.counted(1));
        goods = new Goods(folder, folder.resolve("home"), 4);
        checker = new Checker(goods);
        Files.createDirectory(folder.resolve("made"));
        for (String module : Goods.ALL) {
            for (String version : List.of("1.0.0", "1.0.1")) {
                Files.writeString(goods.jar(module, version), module + version);
            }
        }
    }

    @Test
    void findsNothingWhereAllAgrees() {
        assertThat(checker.violations(new Scene().evidence(), expected())).isEmpty();
    }

    @Test
    void takesOneOfTheWorldsAndNothingBetween() {
        Map<String, Standing> before = new TreeMap<>(standings);
        before.put(Goods.FARMS, Standing.ABSENT);
        before.put(Goods.HERDS, Standing.fresh(Goods.HERDS, "1.0.0"));
        Expectation set = new Expectation(
                List.of(World.of(before)),
                expected().acknowledged(),
                expected().attempted(),
                expected().floors(),
                expected().audited());

        assertThat(checker.violations(new Scene().evidence(), set))
                .singleElement()
                .asString()
                .startsWith("The modules stand neither as before nor as after");
    }

    @Test
    void leavesADisabledModuleItsFiles() {
        Scene scene = new Scene();
        scene.deploy.put("hello-1.0.0.jar", digest(Goods.HELLO));
        scene.deploy.put("hello-1.0.0.jar.sig", "signature");

        assertThat(checker.violations(scene.evidence(), expected())).isEmpty();
    }

    @Test
    void takesAModuleThatServesTheSecondTenantAlone() {
        standings.put(Goods.GUESTS, Standing.fresh(Goods.HELLO, "1.0.0"));
        Scene scene = new Scene();
        scene.digests.put(Goods.GUESTS, digest(Goods.HELLO));
        scene.answers.put(Goods.GUESTS, "200 Hello");
        scene.bundles.add("hello 1.0.0 ACTIVE");
        scene.routes.add("hello 1.0.0");
        scene.deploy.put("hello-1.0.0.jar", digest(Goods.HELLO));
        scene.deploy.put("hello-1.0.0.jar.sig", "signature");

        assertThat(checker.violations(scene.evidence(), expected())).isEmpty();

        scene.bundles.remove("hello 1.0.0 ACTIVE");
        assertThat(checker.violations(scene.evidence(), expected())).isNotEmpty();
    }

    @Test
    void takesTheDocumentsThatWereRestoredAndNoOther() {
        World restored = new World(standings, Optional.of(Map.of("old", 1.0)));
        Expectation expected = new Expectation(
                List.of(restored),
                expected().acknowledged(),
                expected().attempted(),
                expected().floors(),
                expected().audited());
        Scene scene = new Scene();
        scene.farms.put("old", 1.0);
        scene.totals.put(Goods.FARMS, 1L);

        assertThat(checker.violations(scene.evidence(), expected)).isEmpty();

        scene.farms.put("new", 2.0);
        assertThat(checker.violations(scene.evidence(), expected)).isNotEmpty();
    }

    @TestFactory
    Stream<DynamicTest> findsWhatIsBroken() {
        Map<String, Consumer<Scene>> broken = new LinkedHashMap<>();
        broken.put("a file of deploy/ is gone", scene -> scene.deploy.remove("ledger-1.0.0.jar"));
        broken.put("a signature is gone", scene -> scene.deploy.remove("ledger-1.0.0.jar.sig"));
        broken.put("a file has other bytes", scene -> scene.deploy.put("ledger-1.0.0.jar", "other"));
        broken.put("another version lies there", scene -> scene.deploy.put("ledger-1.0.1.jar", "other"));
        broken.put("a note was left", scene -> scene.deploy.put("ledger-1.0.0.refused.txt", "note"));
        broken.put("a part was left", scene -> scene.unfinished.add("cache/x.part"));
        broken.put("a verified copy is gone", scene -> scene.verified.remove(digest(Goods.LEDGER) + ".jar"));
        broken.put("a copy was changed", scene -> scene.verified.put(digest(Goods.LEDGER) + ".jar", "other"));
        broken.put("copies pile up", scene -> "abcde"
                .chars()
                .forEach(letter -> scene.verified.put((char) letter + ".jar", "" + (char) letter)));
        broken.put("two versions are loaded", scene -> scene.bundles.add("ledger 1.0.1 ACTIVE"));
        broken.put("a bundle is not active", scene -> scene.bundles.set(1, "ledger 1.0.0 RESOLVED"));
        broken.put("a disabled module is loaded", scene -> scene.bundles.add("hello 1.0.0 ACTIVE"));
        broken.put("a route leads elsewhere", scene -> scene.routes.set(1, "ledger 1.0.1"));
        broken.put("another version answers", scene -> scene.answers.put(Goods.LEDGER, "200 1.0.1"));
        broken.put("an enabled module is silent", scene -> scene.answers.put(Goods.FARMS, "404"));
        broken.put("a disabled module answers", scene -> scene.answers.put(Goods.HELLO, "200"));
        broken.put(
                "the store has another version",
                scene -> scene.stored.put(Goods.LEDGER, Standing.fresh(Goods.LEDGER, "1.0.1")));
        broken.put(
                "the store has another state",
                scene -> scene.stored.put(Goods.HELLO, Standing.fresh(Goods.HELLO, "1.0.0")));
        broken.put(
                "the store has another setting",
                scene ->
                        scene.stored.put(Goods.HELLO, standings.get(Goods.HELLO).set("Hail")));
        broken.put("the store has another digest", scene -> scene.digests.put(Goods.LEDGER, "other"));
        broken.put("an operation runs", scene -> scene.open.add("update of hello in deploy"));
        broken.put("the journal has an open operation", scene -> scene.journal.add(journaled("RUNNING")));
        broken.put("an operation is unclean", scene -> scene.journal.add(journaled("UNCLEAN")));
        broken.put("a subject is held", scene -> scene.claims.add("hello"));
        broken.put("the license is gone", scene -> scene.licenses.clear());
        broken.put("a license was left", scene -> scene.licenses.add(Goods.HERDS));
        broken.put("a floor is lower", scene -> scene.floors.put(Goods.HELLO, "0 1.0.0"));
        broken.put("a floor is gone", scene -> scene.floors.remove(Goods.HELLO));
        broken.put("what serves is above its floor", scene -> scene.floors.put(Goods.FARMS, "0 1.0.0"));
        broken.put("a document is gone", scene -> scene.documents.remove("one"));
        broken.put("a document is another", scene -> scene.documents.put("one", 2.0));
        broken.put("a document that nobody sent", scene -> scene.documents.put("three", 3.0));
        broken.put("a document is not answered", scene -> scene.totals.put(Goods.LEDGER, 0L));
        broken.put(
                "a second tenant has it",
                scene -> scene.stored.put(Goods.GUESTS, Standing.fresh(Goods.HELLO, "1.0.0")));
        broken.put("a second tenant is answered", scene -> scene.answers.put(Goods.GUESTS, "200 Hello"));
        broken.put("data was deleted", scene -> scene.stored.put(Goods.HERDS, Standing.DELETED));
        broken.put("an archive was left", scene -> scene.stored.put(Goods.ARCHIVES, Standing.counted(1)));
        broken.put("a snapshot is gone", scene -> scene.stored.put(Goods.SNAPSHOTS, Standing.counted(0)));
        broken.put("a backup was left", scene -> scene.stored.put(Goods.BACKUPS, Standing.counted(1)));
        broken.put("the audit was changed", scene -> scene.forged.add("entry 3 is missing"));
        broken.put("the audit is shorter", scene -> scene.audited--);
        return broken.entrySet().stream()
                .map(each -> DynamicTest.dynamicTest(each.getKey(), () -> {
                    Scene scene = new Scene();
                    each.getValue().accept(scene);
                    assertThat(checker.violations(scene.evidence(), expected())).isNotEmpty();
                }));
    }

    private static Journaled journaled(String state) {
        return new Journaled("1", "update", Goods.HELLO, state, "deploy", "");
    }

    private String digest(String module) {
        return goods.sha256(module, standings.get(module).version());
    }

    private Expectation expected() {
        return new Expectation(
                List.of(World.of(standings)),
                Map.of(Goods.FARMS, Map.of(), Goods.LEDGER, Map.of("one", 1.0)),
                Map.of(Goods.FARMS, Set.of(), Goods.LEDGER, Set.of("one", "two")),
                Map.of(Goods.HELLO, "0 1.0.1"),
                AUDITED);
    }

    /** What is found of a node on which all agrees, until somebody breaks a part of it. */
    private final class Scene {
        final List<String> open = new ArrayList<>();
        final List<String> bundles = new ArrayList<>(List.of("farm-manager 1.0.1 ACTIVE", "ledger 1.0.0 ACTIVE"));
        final List<String> routes = new ArrayList<>(List.of("farm-manager 1.0.1", "ledger 1.0.0"));
        final Map<String, String> answers = new HashMap<>(
                Map.of(Goods.FARMS, "200 1.0.1", Goods.HELLO, "404", Goods.HERDS, "404", Goods.LEDGER, "200 1.0.0"));
        final Map<String, Long> totals = new HashMap<>(Map.of(Goods.FARMS, 0L, Goods.LEDGER, 1L));
        final Map<String, String> deploy = new HashMap<>(Map.of(
                "farm-manager-1.0.1.jar",
                digest(Goods.FARMS),
                "farm-manager-1.0.1.jar.sig",
                "signature",
                "ledger-1.0.0.jar",
                digest(Goods.LEDGER),
                "ledger-1.0.0.jar.sig",
                "signature"));
        final Map<String, String> verified = new HashMap<>();
        final List<String> unfinished = new ArrayList<>();
        final Map<String, Standing> stored = new TreeMap<>(standings);
        final Map<String, String> digests = new HashMap<>();
        final List<Journaled> journal = new ArrayList<>(List.of(journaled("SUCCEEDED"), journaled("FAILED")));
        final Set<String> claims = new HashSet<>();
        final Set<String> licenses = new HashSet<>(Set.of(Goods.FARMS));
        final Map<String, String> floors =
                new HashMap<>(Map.of(Goods.FARMS, "0 1.0.1", Goods.HELLO, "0 1.0.1", Goods.LEDGER, "0 1.0.0"));
        final Map<String, Double> documents = new HashMap<>(Map.of("one", 1.0));
        final Map<String, Double> farms = new HashMap<>();
        final List<String> forged = new ArrayList<>();
        int audited = AUDITED;

        Scene() {
            answers.put(Goods.GUESTS, "404");
            for (String module : List.of(Goods.FARMS, Goods.HELLO, Goods.LEDGER)) {
                digests.put(module, digest(module));
                verified.put(digest(module) + ".jar", digest(module));
            }
        }

        Evidence evidence() {
            return new Evidence(
                    standings,
                    Set.of(),
                    Set.of("snapshot"),
                    open,
                    bundles,
                    routes,
                    answers,
                    totals,
                    deploy,
                    verified,
                    unfinished,
                    new Stored(
                            stored,
                            digests,
                            journal,
                            claims,
                            licenses,
                            floors,
                            Map.of(Goods.FARMS, farms, Goods.LEDGER, documents),
                            audited,
                            forged));
        }
    }
}
