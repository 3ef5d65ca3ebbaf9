package com.a64platform.core.modules;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the store is asked when a node looks again and again whether anything has changed. */
class InventoryTest {
    private final InMemoryInstallations store = new InMemoryInstallations();
    private final AtomicInteger marks = new AtomicInteger();
    private final AtomicInteger reads = new AtomicInteger();
    private Inventory inventory;

    @BeforeEach
    void begin() {
        for (int i = 0; i < 50; i++) {
            store.add(SampleInstallation.of("id-" + i, "green", "module-" + i, InstallationState.ENABLED));
        }
        inventory = new Inventory(store);
        inventory.refresh();
        store.atMark(marks::incrementAndGet);
        store.atAll(reads::incrementAndGet);
    }

    @Test
    void asksForOneMarkAndReadsNothingWhileNothingIsWritten() {
        for (int i = 0; i < 100; i++) {
            inventory.refresh();
        }

        assertThat(marks).hasValue(100);
        assertThat(reads).hasValue(0);
    }

    @Test
    void readsOnceWhatAnotherNodeHasChangedAndOnlyItsModuleAnew() {
        store.update(first().with(InstallationState.DISABLED, "", Instant.EPOCH));
        store.remove("id-1");
        store.add(SampleInstallation.of("new", "green", "new", InstallationState.ENABLED));

        for (int i = 0; i < 100; i++) {
            inventory.refresh();
        }

        assertThat(reads).as("all of them once, and the three modules").hasValue(4);
        assertThat(inventory.require("green", "module-0").desiredState()).isEqualTo(InstallationState.DISABLED);
        assertThat(inventory.find("green", "module-1")).isEmpty();
        assertThat(inventory.find("green", "new")).isPresent();
    }

    @Test
    void losesNothingThatIsWrittenWhileItReads() {
        store.update(first().with(InstallationState.DISABLED, "", Instant.EPOCH));
        store.atMark(() -> {});
        store.atAll(() -> {
            store.atAll(() -> {});
            store.update(store.find("id-2").orElseThrow().with(InstallationState.DISABLED, "", Instant.EPOCH));
        });
        inventory.refresh();
        store.update(store.find("id-3").orElseThrow().with(InstallationState.DISABLED, "", Instant.EPOCH));
        inventory.refresh();

        assertThat(inventory.all()).containsExactlyInAnyOrderElementsOf(store.all());
    }

    private Installation first() {
        return store.find("id-0").orElseThrow();
    }
}
