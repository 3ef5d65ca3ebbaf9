package com.a64platform.core.licensing;

import static com.a64platform.core.licensing.LicensingBench.FARM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.a64platform.core.licensing.LicenseService.LicenseSubject;
import com.a64platform.core.licensing.LicenseService.Resealed;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyRotationTest {
    private static final String KEY = "LICENSE_ENCRYPTION_KEY";
    private static final String PREVIOUS = "LICENSE_ENCRYPTION_KEY_PREVIOUS";
    private static final String NEW_SECRET = "another-secret-of-more-than-32-characters-1";
    private static final List<String> TENANTS = List.of(FARM.tenantId(), "blue", "yellow");

    @TempDir
    Path home;

    private LicensingBench bench;
    private String oldSecret;

    @BeforeEach
    void keepOneForEachTenant() throws IOException {
        bench = new LicensingBench(home);
        oldSecret = bench.settings.get(KEY);
        for (String tenant : TENANTS) {
            bench.service().keep(bench.terms().signed(), in(tenant));
        }
        use(NEW_SECRET, oldSecret);
    }

    @Test
    void sealsUnderTheNewKeyWhatOnlyThePreviousOpens() throws IOException {
        assertThat(bench.service().sealAnew()).isEqualTo(new Resealed(3, 0, 0));

        use(NEW_SECRET, "");
        assertAllOpen();
        use(oldSecret, "");
        assertThat(bench.service().current(FARM).orThrow().grace()).isTrue();
    }

    @Test
    void aSecondRunFindsNothingLeft() throws IOException {
        bench.service().sealAnew();
        Set<String> before = Set.copyOf(bench.stored.all.keySet());

        assertThat(bench.service().sealAnew()).isEqualTo(new Resealed(0, 3, 0));
        assertThat(bench.stored.all.keySet()).isEqualTo(before);
    }

    @Test
    void everythingOpensWithBothKeysBeforeItIsSealedAnew() throws IOException {
        assertAllOpen();
    }

    @Test
    void overwritesNothingThatNeitherKeyOpens() throws IOException {
        use(NEW_SECRET, "a-third-secret-that-never-sealed-anything-7");
        Set<SealedLicense> before = Set.copyOf(bench.stored.all.values());

        assertThat(bench.service().sealAnew()).isEqualTo(new Resealed(0, 0, 3));

        assertThat(Set.copyOf(bench.stored.all.values())).isEqualTo(before);
        use(NEW_SECRET, oldSecret);
        assertThat(bench.service().sealAnew()).isEqualTo(new Resealed(3, 0, 0));
    }

    @Tag("kill")
    @Test
    void diesAtEveryWriteAndEndsWholeAllTheSame() throws IOException {
        int writes = TENANTS.size() * 2;
        Set<SealedLicense> before = Set.copyOf(bench.stored.all.values());
        for (int write = 0; write < writes; write++) {
            bench.stored.all.clear();
            before.forEach(kept -> bench.stored.all.put(kept.id(), kept));
            use(NEW_SECRET, oldSecret);
            bench.stored.writesLeft = write;
            assertThatThrownBy(() -> bench.service().sealAnew()).hasMessage("the process dies here");
            bench.stored.writesLeft = Integer.MAX_VALUE;
            assertAllOpen();

            Resealed second = bench.service().sealAnew();

            assertThat(second.notOpening()).isZero();
            assertThat(bench.stored.all).as("after a death at write %d", write).hasSize(TENANTS.size());
            use(NEW_SECRET, "");
            assertAllOpen();
        }
    }

    private void assertAllOpen() throws IOException {
        LicenseService service = bench.service();
        assertThat(TENANTS.stream()
                        .filter(tenant -> !service.current(in(tenant)).orThrow().grace())
                        .collect(Collectors.toSet()))
                .containsExactlyInAnyOrderElementsOf(TENANTS);
    }

    private void use(String key, String previous) {
        bench.settings.put(KEY, key);
        bench.settings.put(PREVIOUS, previous);
    }

    private static LicenseSubject in(String tenant) {
        return new LicenseSubject(tenant, FARM.module(), FARM.version(), FARM.publisher());
    }
}
