package com.a64platform.core.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.a64platform.core.memory.MonotonicState;
import com.a64platform.core.platform.Mode;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("attack")
class NamesAndFloorsTest {
    @TempDir
    Path folder;

    private TrustWorld world;

    @BeforeEach
    void makeWorld() {
        world = new TrustWorld(folder);
        world.publishers.put("other", List.of("other"));
        world.anchor(world.root(1, "root"));
    }

    private static void refused(ErrorCode code, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(ProblemException.class, problem -> assertThat(problem.code())
                .isEqualTo(code));
    }

    @Test
    void pinsANameToItsFirstPublisher() {
        world.trust().check("farm-manager", "1.0.0", "other", "");
        world.trust().admit("farm-manager", "1.0.0", "acme", "");
        refused(ErrorCode.PUBLISHER_UNKNOWN, () -> world.trust().check("farm-manager", "2.0.0", "other", ""));
        refused(ErrorCode.PUBLISHER_UNKNOWN, () -> world.trust().admit("farm-manager", "2.0.0", "other", ""));
        world.trust().admit("inventory", "1.0.0", "other", "");
    }

    @Test
    void raisesTheFloorAndHoldsIt() {
        world.trust().admit("farm-manager", "1.10.0", "acme", "");
        world.trust().admit("farm-manager", "1.10.0", "acme", "");
        refused(ErrorCode.VERSION_TOO_OLD, () -> world.trust().check("farm-manager", "1.9.0", "acme", ""));
        refused(ErrorCode.VERSION_TOO_OLD, () -> world.trust().admit("farm-manager", "1.10.0-rc.1", "acme", ""));
        assertThat(world.trust().floor("farm-manager")).hasValue("1.10.0");
        assertThat(world.trust().floor("inventory")).isEmpty();
    }

    @Test
    void checkingChangesNothing() {
        world.trust().check("farm-manager", "3.0.0", "acme", "");
        assertThat(world.store.load()).isEqualTo(MonotonicState.EMPTY);
    }

    @Test
    void aConsentLowersTheFloorAndOldCopiesDoNotRaiseItAgain() {
        world.trust().admit("farm-manager", "2.0.0", "acme", "");
        var high = world.store.load();
        world.trust().lowerFloor("farm-manager", "3.0.0");
        assertThat(world.trust().floor("farm-manager")).hasValue("2.0.0");
        world.trust().lowerFloor("farm-manager", "1.0.0");
        assertThat(world.trust().floor("farm-manager")).hasValue("1.0.0");
        world.store.restore(high);
        assertThat(world.trust().floor("farm-manager")).hasValue("1.0.0");
        world.trust().admit("farm-manager", "1.5.0", "acme", "");
        assertThat(world.trust().floor("farm-manager")).hasValue("1.5.0");
    }

    @Test
    void aRestoredStoreIsMadeWholeAtTheNextChange() {
        world.trust().admit("farm-manager", "2.0.0", "acme", "");
        world.store.restore(MonotonicState.EMPTY);
        refused(ErrorCode.VERSION_TOO_OLD, () -> world.trust().check("farm-manager", "1.0.0", "acme", ""));
        world.trust().admit("inventory", "1.0.0", "other", "");
        assertThat(world.store.load().floors()).containsKeys("farm-manager", "inventory");
    }

    @Test
    void developmentLeavesNoTraceAndTakesNoRealName() {
        var developer = new TrustWorld(folder.resolve("developer"));
        developer.publishers.put("development", List.of("developer"));
        world.developmentAnchor(developer.root(1, "root"));
        var trust = world.trust(Mode.DEVELOPMENT);
        trust.admit("inventory", "9.0.0", "development", "");
        trust.admit("inventory", "1.0.0", "unsigned", "");
        assertThat(world.store.load()).isEqualTo(MonotonicState.EMPTY);
        trust.admit("farm-manager", "1.0.0", "acme", "");
        refused(ErrorCode.PUBLISHER_UNKNOWN, () -> trust.admit("farm-manager", "2.0.0", "development", ""));
        refused(ErrorCode.PUBLISHER_UNKNOWN, () -> trust.check("farm-manager", "2.0.0", "unsigned", ""));
    }

    @Test
    void mergesToTheSameWhateverTheOrder() {
        var one =
                MonotonicState.EMPTY.withCounter("a", 3).withFloor("m", "1.2.0").withFloor("n", "1.0.0");
        var two = MonotonicState.EMPTY.withCounter("a", 2).withCounter("b", 1).withFloor("m", "1.10.0");
        assertThat(one.merge(two)).isEqualTo(two.merge(one));
        assertThat(one.merge(two).floors().get("m").version()).isEqualTo("1.10.0");
        assertThat(one.merge(one)).isEqualTo(one);
    }
}
