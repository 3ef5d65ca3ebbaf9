package com.a64platform.torture;

import com.a64platform.torture.Evidence.Journaled;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Holds what was found against what may be found, and its parts against each other. Changes nothing. */
final class Checker {
    /** What was replaced or went is tidied up when the next operation ends, not at once. */
    private static final int COPIES_LEFT = 4;

    private final Goods goods;

    Checker(Goods goods) {
        this.goods = goods;
    }

    /** A sentence for each thing that must not be; empty when all of it agrees. */
    List<String> violations(Evidence found, Expectation expected) {
        List<String> wrong = new ArrayList<>();
        Optional<World> world = World.found(expected.worlds(), found.installations());
        if (world.isEmpty()) {
            wrong.add("The modules stand neither as before nor as after: " + found.installations() + "; may be "
                    + expected.worlds());
        }
        journal(found, wrong);
        Goods.PLACES.forEach(place -> place(place, found, wrong));
        Goods.ALL.forEach(module -> module(module, found, wrong));
        counted(found, wrong);
        folders(found, wrong);
        documents(Goods.LEDGER, found, expected, wrong);
        world.flatMap(World::farms)
                .ifPresentOrElse(
                        farms -> restored(found, farms, wrong), () -> documents(Goods.FARMS, found, expected, wrong));
        floors(found, expected, wrong);
        audit(found, expected, wrong);
        return wrong;
    }

    /** Every operation has ended, as undone or as done, and holds nothing any more. */
    private static void journal(Evidence found, List<String> wrong) {
        found.open().forEach(operation -> wrong.add("An operation has not ended: " + operation));
        for (Journaled operation : found.stored().operations()) {
            if (!operation.state().equals("SUCCEEDED") && !operation.state().equals("FAILED")) {
                wrong.add("The journal has an operation that is neither done nor undone: " + operation);
            }
        }
        found.stored().claims().forEach(subject -> wrong.add("An operation still holds " + subject));
    }

    private void place(String place, Evidence found, List<String> wrong) {
        Standing standing = found.installations().get(place);
        String module = Goods.module(place);
        Evidence.Stored stored = found.stored();
        same(
                "The installation of " + place + " in the store",
                stored.installations().get(place),
                standing,
                wrong);
        if (!standing.absent()) {
            String digest = goods.sha256(module, standing.version());
            same("The digest of the installed " + place, stored.digests().get(place), digest, wrong);
            same("The verified copy of " + place, found.verified().get(digest + ".jar"), digest, wrong);
        }
        same("The answer of " + place, found.answers().get(place), answer(module, standing), wrong);
    }

    /** One version serves, for all tenants in which it is enabled. */
    private static void module(String module, Evidence found, List<String> wrong) {
        List<Standing> standings =
                Goods.places(module).map(found.installations()::get).toList();
        boolean licensed = Goods.licensed(module) && standings.stream().anyMatch(standing -> !standing.absent());
        same(
                "A license of " + module + " in the vault",
                found.stored().licenses().contains(module),
                licensed,
                wrong);
        List<String> serving = standings.stream()
                .filter(Standing::serves)
                .map(standing -> module + " " + standing.version())
                .distinct()
                .toList();
        same("Bundles of " + module, of(module, found.bundles()), suffixed(serving, " ACTIVE"), wrong);
        same("Routes of " + module, of(module, found.routes()), serving, wrong);
    }

    /** As HTTP says, and as the store and the folders do. */
    private static void counted(Evidence found, List<String> wrong) {
        for (String what : List.of(Goods.ARCHIVES, Goods.SNAPSHOTS, Goods.BACKUPS)) {
            same(
                    "How many " + what + " there are",
                    found.stored().installations().get(what),
                    found.installations().get(what),
                    wrong);
        }
    }

    private static String answer(String module, Standing standing) {
        if (!standing.serves()) {
            return "404";
        }
        return "200 " + (Look.hasDocuments(module) ? standing.version() : standing.setting());
    }

    /** What the modules that serve need, and nothing that somebody has left; a disabled one may keep its files. */
    private void folders(Evidence found, List<String> wrong) {
        Map<String, String> wanted = artifacts(found, true);
        Map<String, String> kept = artifacts(found, false);
        Map<String, String> jars = new TreeMap<>(found.deploy());
        jars.keySet().removeIf(name -> !name.endsWith(".jar") || kept.containsKey(name) && !wanted.containsKey(name));
        same("Artifacts in deploy/", jars, wanted, wrong);
        Set<String> others = new TreeSet<>(found.deploy().keySet());
        others.removeIf(name -> name.endsWith(".jar"));
        others.removeIf(name -> kept.containsKey(unsigned(name)) && !wanted.containsKey(unsigned(name)));
        Set<String> signatures = new TreeSet<>();
        wanted.keySet().forEach(name -> signatures.add(name + ".sig"));
        same("Other files in deploy/", others, signatures, wrong);
        copies(found, wrong);
    }

    private static String unsigned(String name) {
        return name.endsWith(".sig") ? name.substring(0, name.length() - ".sig".length()) : name;
    }

    private Map<String, String> artifacts(Evidence found, boolean serving) {
        Map<String, String> artifacts = new TreeMap<>();
        Goods.PLACES.forEach(place -> {
            String module = Goods.module(place);
            Standing standing = found.installations().get(place);
            if (!standing.absent() && (standing.serves() || !serving)) {
                artifacts.put(
                        goods.jar(module, standing.version()).getFileName().toString(),
                        goods.sha256(module, standing.version()));
            }
        });
        return artifacts;
    }

    private static void copies(Evidence found, List<String> wrong) {
        found.verified().forEach((name, digest) -> {
            if (name.endsWith(".jar")) {
                same("The content of the verified copy", digest + ".jar", name, wrong);
            }
        });
        Set<String> copies = new TreeSet<>(found.verified().keySet());
        copies.removeIf(name -> !name.endsWith(".jar"));
        found.stored().digests().values().forEach(digest -> copies.remove(digest + ".jar"));
        if (copies.size() > COPIES_LEFT) {
            wrong.add("Verified copies that nothing needs: " + copies);
        }
        found.unfinished().forEach(path -> wrong.add("Something unfinished was left: " + path));
    }

    private static void restored(Evidence found, Map<String, Double> farms, List<String> wrong) {
        same("The documents of " + Goods.FARMS, found.stored().documents().get(Goods.FARMS), farms, wrong);
    }

    private static void documents(String module, Evidence found, Expectation expected, List<String> wrong) {
        Map<String, Double> there = found.stored().documents().get(module);
        expected.acknowledged().get(module).forEach((name, number) -> {
            if (!number.equals(there.get(name))) {
                wrong.add("The document " + name + " of " + module + " was acknowledged with " + number + " and is "
                        + there.get(name));
            }
        });
        Set<String> unknown = new HashSet<>(there.keySet());
        unknown.removeAll(expected.attempted().get(module));
        unknown.forEach(name -> wrong.add("Nobody has sent the document " + name + " of " + module));
        Long said = found.totals().get(module);
        if (said != null) {
            same("How many documents " + module + " says it has", said, (long) there.size(), wrong);
        }
    }

    private static void floors(Evidence found, Expectation expected, List<String> wrong) {
        Map<String, String> now = found.stored().floors();
        expected.floors().forEach((module, before) -> {
            if (Floors.lower(now.getOrDefault(module, "0 0.0.0"), before)) {
                wrong.add("The floor of " + module + " was " + before + " and is " + now.get(module));
            }
        });
        Goods.PLACES.forEach(place -> {
            String module = Goods.module(place);
            Standing standing = found.installations().get(place);
            String floor = "0 " + standing.version();
            if (standing.serves() && Floors.lower(now.getOrDefault(module, "0 0.0.0"), floor)) {
                wrong.add(module + " " + standing.version() + " serves and its floor is " + now.get(module));
            }
        });
    }

    private static void audit(Evidence found, Expectation expected, List<String> wrong) {
        found.stored().forged().forEach(forged -> wrong.add("The audit does not hold: " + forged));
        if (found.stored().audited() < expected.audited()) {
            wrong.add("The audit had " + expected.audited() + " entries and has "
                    + found.stored().audited());
        }
    }

    private static List<String> of(String module, List<String> all) {
        return all.stream().filter(each -> each.startsWith(module + " ")).toList();
    }

    private static List<String> suffixed(List<String> all, String suffix) {
        return all.stream().map(each -> each + suffix).toList();
    }

    private static void same(String what, Object is, Object wanted, List<String> wrong) {
        if (!wanted.equals(is)) {
            wrong.add(what + ": " + is + " instead of " + wanted);
        }
    }
}
