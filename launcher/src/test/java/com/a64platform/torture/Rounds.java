package com.a64platform.torture;

import com.a64platform.torture.Act.Said;
import com.a64platform.torture.Evidence.Journaled;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/** Acts, kills, starts and looks, round after round, until a look finds what must not be. Closing kills the node. */
final class Rounds implements AutoCloseable {
    /** One start in so many finds that the machine was never off, so that the deaths count against modules. */
    private static final int MACHINE_GOES_ON = 10;
    /** One start in so many is killed, too. */
    private static final int STARTS_KILLED = 8;

    private static final int LONGEST_START_MILLIS = 1_500;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    /** What is broken on purpose is not mended by waiting. */
    private static final Duration SABOTAGE_SHOWS = Duration.ofSeconds(4);

    private final Options options;
    private final PrintStream out;
    private final Path evidence;
    private final long begun = System.nanoTime();
    private final Random random;
    private final Goods goods;
    private final TorturedNode node;
    private final Guests guests;
    private final Writer writer;
    private final Acts acts;
    private final Settling settling;
    private final Tally tally = new Tally();
    private final Durations durations = new Durations();
    private final Map<String, Integer> refused = new TreeMap<>();
    private final Set<String> known = new HashSet<>();
    private Map<String, Standing> now = Map.of();
    private Map<String, String> floors = Map.of();
    private int audited;
    private List<String> violations = List.of();
    private int killed;

    Rounds(Options options, Path platform, Path folder, PrintStream out) throws IOException {
        this.options = options;
        this.out = out;
        this.evidence = folder.resolve("evidence.txt");
        this.random = new Random(options.seed());
        Path home = folder.resolve("home");
        this.goods = new Goods(folder, home, Math.max(4, options.kills() / 4));
        this.node = new TorturedNode(platform, home, settings(goods));
        this.guests = new Guests(node);
        this.writer = new Writer(node.client());
        this.acts = new Acts(goods, node, guests);
        this.settling = new Settling(node, guests, new Checker(goods));
    }

    private static Map<String, String> settings(Goods goods) {
        return Map.of(
                "A64_MODE",
                "production",
                "LICENSE_ENCRYPTION_KEY",
                "torture-0123456789-0123456789-0123",
                "A64_ADMIN_EMAIL",
                Client.ADMIN,
                "A64_ADMIN_PASSWORD",
                Client.PASSWORD,
                "MODULE_REGISTRY",
                goods.registry().toUri().toString(),
                "MODULE_UPDATE_WATCH",
                "1", // the version before is seen to go
                "MODULE_START_WATCH",
                "1"); // a start after a kill waits for no longer
    }

    /** @return whether nothing was found that must not be */
    boolean run() throws IOException {
        long end = System.nanoTime() + options.limit().toNanos();
        begin();
        while (killed < options.kills() && violations.isEmpty() && System.nanoTime() < end) {
            round();
        }
        if (violations.isEmpty() && options.sabotage().isPresent()) {
            spoil(options.sabotage().get());
        }
        return violations.isEmpty();
    }

    /** The module that nobody touches is there from the first; a first stop in order makes the later starts fast. */
    private void begin() throws IOException {
        goods.make();
        node.launch();
        node.awaitReady();
        String ledger = "{\"moduleName\":\"" + Goods.LEDGER + "\",\"version\":\"" + Goods.first() + "\"}";
        Client.Answer installed = node.client().call("POST", "/api/v1/modules/install", ledger);
        if (installed.status() != 201) {
            throw new IOException("The first module cannot be installed: " + installed);
        }
        guests.invite();
        now = Look.none();
        now.put(Goods.LEDGER, Standing.fresh(Goods.LEDGER, Goods.first()));
        agree(expecting(List.of()), "the beginning", PATIENCE);
        node.stop();
        node.launch();
        node.awaitReady();
    }

    private void round() throws IOException {
        List<Act> chosen = acts.choose(now, floors, random);
        List<Doing> doings =
                chosen.stream().map(act -> new Doing(act, durations)).toList();
        writer.start();
        doings.forEach(Doing::start);
        Moments.pass(durations.momentWithin(chosen, random));
        kill();
        for (Doing doing : doings) {
            doing.join();
        }
        writer.stop();
        String what =
                "kill " + killed + " during " + chosen.stream().map(Act::verb).toList();
        List<Journaled> dead = news(Look.stored(node.home()));
        start();
        Optional<Evidence> found = agree(expecting(doings), what, PATIENCE);
        found.ifPresent(evidence -> count(doings, dead, evidence));
    }

    /** Nothing is under way, so whatever is found is what was broken. */
    private void spoil(Sabotage sabotage) throws IOException {
        node.kill();
        sabotage.whileItIsDead(node);
        node.forgetDeaths(true);
        node.launch();
        node.awaitReady();
        sabotage.whileItRuns(node, goods);
        agree(expecting(List.of()), "sabotage", SABOTAGE_SHOWS);
    }

    private void kill() throws IOException {
        node.kill();
        killed++;
    }

    private void start() throws IOException {
        node.forgetDeaths(random.nextInt(MACHINE_GOES_ON) > 0);
        node.launch();
        if (killed < options.kills() && random.nextInt(STARTS_KILLED) == 0) {
            Moments.pass(Duration.ofMillis(random.nextInt(LONGEST_START_MILLIS)));
            kill();
            node.forgetDeaths(true);
            node.launch();
        }
        node.awaitReady();
    }

    /** As before, or as after those acts of which nobody said that they did nothing; as after those that were said to be done. */
    private Expectation expecting(List<Doing> doings) {
        List<World> worlds = new ArrayList<>(List.of(World.of(now)));
        for (Doing doing : doings) {
            List<World> changed = new ArrayList<>();
            worlds.forEach(world -> changed.add(world.after(doing.act())));
            switch (doing.reply().said()) {
                case DONE -> worlds = changed;
                case NOTHING -> worlds.addAll(changed);
                case REFUSED ->
                    refused.merge(doing.act().verb() + ": " + doing.reply().why(), 1, Integer::sum);
            }
        }
        return new Expectation(worlds, writer.acknowledged(), writer.attempted(), floors, audited);
    }

    private Optional<Evidence> agree(Expectation expected, String what, Duration patience) throws IOException {
        Settling.Outcome outcome = settling.look(expected, patience);
        violations = outcome.violations();
        if (!violations.isEmpty()) {
            out.println("After " + what + ", seed " + options.seed() + ":");
            violations.forEach(violation -> out.println("  " + violation));
            Files.writeString(evidence, expected + "\n" + outcome.evidence());
            out.println("All that was found stands in " + evidence);
            return Optional.empty();
        }
        Evidence found = outcome.evidence().orElseThrow();
        out.println(what + ": " + found.installations() + " after " + Moments.millisSince(begun) / 1000 + " s");
        now = found.installations();
        World.found(expected.worlds(), now)
                .flatMap(World::farms)
                .ifPresent(farms -> writer.restored(Goods.FARMS, farms));
        acts.remember(found);
        floors = found.stored().floors();
        audited = found.stored().audited();
        return outcome.evidence();
    }

    private List<Journaled> news(Evidence.Stored stored) {
        return stored.operations().stream()
                .filter(operation -> !known.contains(operation.id()))
                .toList();
    }

    private void count(List<Doing> doings, List<Journaled> dead, Evidence found) {
        for (Journaled operation : dead) {
            found.stored().operations().stream()
                    .filter(ended -> ended.id().equals(operation.id()))
                    .findFirst()
                    .ifPresent(ended -> tally.add(operation, ended));
        }
        doings.stream()
                .filter(doing -> dead.stream().noneMatch(operation -> of(operation, doing.act())))
                .forEach(doing ->
                        tally.unjournaled(doing.act().verb(), doing.reply().said() == Said.DONE));
        found.stored().operations().forEach(operation -> known.add(operation.id()));
    }

    /** Whether it may be what the act is done by: an operation on that module, or on no module. */
    private static boolean of(Journaled operation, Act act) {
        return !Goods.ALL.contains(operation.subject())
                || act.after().keySet().stream().map(Goods::module).anyMatch(operation.subject()::equals);
    }

    Summary summary(Duration wall) {
        int documents =
                writer.acknowledged().values().stream().mapToInt(Map::size).sum();
        return new Summary(options, killed, wall, settling.slowest(), documents, refused, tally, violations);
    }

    @Override
    public void close() {
        writer.stop();
        node.close();
    }
}
