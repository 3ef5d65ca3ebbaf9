package com.a64platform.core.dropin;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OldestFirstTest {
    private static final List<String> IN_ORDER = List.of(
            "barn-2.0.0.jar",
            "farm-01.0.0.jar",
            "farm-1.0.0-rc.1.jar",
            "farm-1.0.0.jar",
            "farm-1.0.0.jar.sig",
            "farm-1.9.0.jar",
            "farm-1.10.0-beta.2.jar",
            "farm-1.10.0-beta.11.jar",
            "farm-1.10.0.jar",
            "farm-20261127093000123456789.0.0.jar",
            "x",
            "x1");

    @TempDir
    Path home;

    @Test
    void ordersNumbersByWhatTheyCount() {
        List<String> names = new ArrayList<>(IN_ORDER);
        Collections.reverse(names);

        names.sort(new OldestFirst());

        assertThat(names).filteredOn(name -> !name.startsWith("farm-01")).isEqualTo(without("farm-01"));
    }

    @Test
    void agreesWithItselfAndTakesNoTwoNamesForOne() {
        var order = new OldestFirst();
        for (var one : IN_ORDER) {
            for (var other : IN_ORDER) {
                assertThat(order.compare(one, other)).as(one + " " + other).isEqualTo(-order.compare(other, one));
                assertThat(order.compare(one, other) == 0).isEqualTo(one.equals(other));
            }
        }
    }

    @Test
    void lastsTheNewerOfTwoVersionsThatCameAtOnce() {
        var world = new NodeWorld(home);
        world.publish(Farm.version("1.0.0"));
        world.start();
        world.finish(world.install("1.0.0"));
        world.close();
        world.drop(Farm.version("1.10.0"));
        world.drop(Farm.version("1.9.0"));

        world.start();

        try (world) {
            Awaitility.await().untilAsserted(() -> assertThat(world.look().files())
                    .containsExactly("farm-1.10.0.jar", "farm-1.10.0.jar.sig"));
            assertThat(world.look().serves()).containsExactly("/api/v1/farm 1.10.0");
        }
    }

    private static List<String> without(String start) {
        return IN_ORDER.stream().filter(name -> !name.startsWith(start)).toList();
    }
}
