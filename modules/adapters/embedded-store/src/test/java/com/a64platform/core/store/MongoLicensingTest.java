package com.a64platform.core.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.a64platform.core.crypto.SealedValue;
import com.a64platform.core.licensing.SealedLicense;
import com.a64platform.core.licensing.SealedLicense.Terms;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MongoLicensingTest {
    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");

    @TempDir
    Path home;

    private MongoStore store;
    private MongoSealedLicenseRepository licenses;

    @BeforeEach
    void open() {
        store = TestStores.embedded(home);
        licenses = new MongoSealedLicenseRepository(store);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void readsBackEveryMember() {
        SealedLicense sealed = license("1", "green", Optional.of(NOW), Optional.of(NOW.plusSeconds(9)));
        SealedLicense endless = license("2", "green", Optional.empty(), Optional.empty());

        licenses.put(sealed);
        licenses.put(endless);

        assertThat(licenses.find("green", "farm"))
                .usingRecursiveFieldByFieldElementComparator()
                .containsExactlyInAnyOrder(sealed, endless);
    }

    @Test
    void replacesByIdAndKeepsTenantsApart() {
        licenses.put(license("1", "green", Optional.empty(), Optional.empty()));
        licenses.put(license("1", "green", Optional.empty(), Optional.of(NOW)));
        licenses.put(license("2", "blue", Optional.empty(), Optional.empty()));

        assertThat(licenses.find("green", "farm")).singleElement().satisfies(kept -> assertThat(kept.unsealableSince())
                .contains(NOW));
        licenses.remove("1");
        licenses.remove("1");
        assertThat(licenses.find("green", "farm")).isEmpty();
        assertThat(licenses.find("blue", "farm")).hasSize(1);
    }

    @Test
    void theNewestTimeOnlyGoesForward() {
        MongoNewestTime newest = new MongoNewestTime(store);
        assertThat(newest.read()).isEmpty();

        newest.raise(NOW);
        newest.raise(NOW.minusSeconds(1));
        assertThat(newest.read()).contains(NOW);

        newest.raise(NOW.plusSeconds(1));
        assertThat(new MongoNewestTime(store).read()).contains(NOW.plusSeconds(1));
    }

    private static SealedLicense license(
            String id, String tenant, Optional<Instant> until, Optional<Instant> unsealableSince) {
        return new SealedLicense(
                id,
                tenant,
                "farm",
                new Terms("issuer", "L-" + id, "subscription", until, Set.of("export"), Duration.ofDays(14)),
                new SealedValue("key", new byte[] {1, 2}, new byte[] {3, 4, 5}),
                unsealableSince,
                new byte[] {6});
    }
}
