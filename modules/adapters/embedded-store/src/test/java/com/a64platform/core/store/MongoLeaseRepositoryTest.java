package com.a64platform.core.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.a64platform.core.leases.LeaseRecord;
import com.a64platform.core.leases.LeaseRecord.Asked;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MongoLeaseRepositoryTest {
    private static final String ISSUER = "a".repeat(64);

    @TempDir
    Path home;

    private MongoStore store;
    private MongoLeaseRepository leases;

    @BeforeEach
    void open() {
        store = TestStores.embedded(home);
        leases = new MongoLeaseRepository(store);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void readsBackEveryMember() {
        var asked = new LeaseRecord(ISSUER, "1.2", "key", Optional.empty(), Optional.of(new Asked("nonce", 7)));
        var leased = new LeaseRecord(ISSUER, "2", "key", Optional.of("token"), Optional.empty());

        leases.put(asked);
        leases.put(leased);

        assertThat(leases.find(ISSUER, "1.2")).contains(asked);
        assertThat(leases.all()).containsExactlyInAnyOrder(asked, leased);
    }

    @Test
    void keepsOneForEachLicense() {
        leases.put(new LeaseRecord(ISSUER, "1", "key", Optional.of("old"), Optional.empty()));
        var newer = new LeaseRecord(ISSUER, "1", "key", Optional.of("new"), Optional.of(new Asked("nonce", 8)));
        leases.put(newer);

        assertThat(leases.all()).containsExactly(newer);
        leases.remove(ISSUER, "1");
        leases.remove(ISSUER, "1");
        assertThat(leases.find(ISSUER, "1")).isEmpty();
    }
}
