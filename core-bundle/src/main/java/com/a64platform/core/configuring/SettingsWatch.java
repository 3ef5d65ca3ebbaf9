package com.a64platform.core.configuring;

import com.a64platform.core.modules.Installation;
import com.a64platform.core.modules.Inventory;
import com.a64platform.core.operations.Workers;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/**
 * Sees that other settings count than before, whoever has set them, this node or another one, and has the module told once.
 * Settings that came with another version of the module are not told. Thread-safe.
 */
@Component(service = SettingsWatch.class)
public final class SettingsWatch {
    /** Of the inventory, which is in memory. */
    private static final Duration PAUSE = Duration.ofSeconds(2);

    private final Inventory inventory;
    private final SettingsDelivery delivery;
    private final Thread thread;
    private final Map<Place, Counting> seen = new ConcurrentHashMap<>();

    @Activate
    public SettingsWatch(
            @Reference Inventory inventory, @Reference SettingsDelivery delivery, @Reference Workers workers) {
        this(inventory, delivery, workers, PAUSE);
    }

    public SettingsWatch(Inventory inventory, SettingsDelivery delivery, Workers workers, Duration pause) {
        this.inventory = inventory;
        this.delivery = delivery;
        inventory.all().forEach(this::know);
        this.thread = workers.repeat("settings-watch", pause, this::look);
    }

    @Deactivate
    public void close() {
        thread.interrupt();
    }

    private record Place(String tenantId, String module) {
        static Place of(Installation installation) {
            return new Place(installation.tenantId(), installation.moduleName());
        }
    }

    private record Counting(String settingsId, String sha256) {
        static Counting of(Installation installation) {
            return new Counting(installation.settingsId(), installation.sha256());
        }

        boolean set(Counting before) {
            return sha256.equals(before.sha256) && !settingsId.equals(before.settingsId);
        }
    }

    /** Whoever is about to set something says what counts until then: it may be so new that nobody has looked at it. */
    void know(Installation installation) {
        seen.putIfAbsent(Place.of(installation), Counting.of(installation));
    }

    /** What this node has set is told without waiting for the next look. */
    void changed(Installation installation) {
        look(Place.of(installation));
    }

    private void look() {
        inventory.all().forEach(this::changed);
        seen.keySet().forEach(this::look); // also those of modules that are gone
    }

    /** Whoever looks first tells. */
    private void look(Place place) {
        var set = new AtomicBoolean();
        seen.compute(place, (key, before) -> {
            var now = inventory.find(place.tenantId(), place.module()).map(Counting::of);
            set.set(before != null
                    && now.filter(counting -> counting.set(before)).isPresent());
            return now.orElse(null);
        });
        if (set.get()) {
            delivery.changed(place.module(), place.tenantId());
        }
    }
}
