package com.a64platform.core.modules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.a64platform.core.crypto.Digests;
import com.a64platform.core.operations.Workers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is not closed here stands for a process that died. */
class StartBreakerTest {
    private static final Duration LONG = Duration.ofHours(1);
    private static final String MACHINE = "machine-start-1";

    @TempDir
    private Path home;

    private final Workers workers = new Workers();
    private final String farm = Digests.sha256(new byte[] {1});
    private final String hello = Digests.sha256(new byte[] {2});
    private final String barn = Digests.sha256(new byte[] {3});
    private final String silo = Digests.sha256(new byte[] {4});

    @AfterEach
    void stop() {
        workers.close();
    }

    @Test
    void quarantinesWhatTheProcessDiedOfTwiceInARow() {
        process().begin(farm);
        process().begin(farm);
        var third = process();

        assertThat(third.quarantine(farm)).hasValueSatisfying(reason -> assertThat(reason)
                .startsWith("it is quarantined: the platform ended while it was being started"));
        assertThatThrownBy(() -> third.begin(farm)).isInstanceOf(ModuleFault.class);
        assertThatCode(() -> third.begin(hello)).doesNotThrowAnyException();
    }

    @Test
    void oneDeathIsNoReason() {
        process().begin(farm);

        assertThat(process().quarantine(farm)).isEmpty();
    }

    @Test
    void isCleanAgainOnceItHasSettled() {
        process().begin(farm);
        var second = process(Duration.ofMillis(1));
        second.begin(farm);
        second.ended(farm);
        awaitNothingMarked();
        process().begin(farm);

        assertThat(process().quarantine(farm)).isEmpty();
    }

    @Test
    void countsADeathSoonAfterTheStart() {
        for (int start = 0; start < 2; start++) {
            var process = process(LONG);
            process.begin(farm);
            process.ended(farm);
        }

        assertThat(process().quarantine(farm)).isPresent();
    }

    @Test
    void blamesWhatWasBeingStartedAndNotWhatWasSettling() {
        for (int start = 0; start < 2; start++) {
            var process = process(LONG);
            process.begin(hello);
            process.ended(hello);
            process.begin(farm);
        }
        var third = process();

        assertThat(third.quarantine(farm)).isPresent();
        assertThat(third.quarantine(hello)).isEmpty();
    }

    @Test
    void startsOneAtATimeWhenSeveralCouldHaveBeenIt() {
        var first = process(LONG);
        first.begin(hello);
        first.ended(hello);
        first.begin(farm);
        first.ended(farm);

        var second = process(Duration.ofMillis(200));
        second.begin(hello);
        second.ended(hello);
        second.begin(farm); // waits until the other has settled, and dies

        var third = process();
        assertThat(third.quarantine(farm)).isPresent();
        assertThat(third.quarantine(hello)).isEmpty();
    }

    @Test
    void startsWhatCannotHaveBeenItBesideOneAnother() {
        severalCouldHaveBeenIt();
        var second = process();

        second.begin(barn);
        second.begin(silo);

        assertThat(process().quarantine(barn)).isEmpty();
    }

    @Test
    void startsNothingBesideASuspect() {
        severalCouldHaveBeenIt();
        var second = process(Duration.ofMillis(200));
        second.begin(farm);
        second.ended(farm);
        second.begin(barn); // waits until that has settled

        assertThat(process().quarantine(farm)).isEmpty();
    }

    private void severalCouldHaveBeenIt() {
        var first = process(LONG);
        first.begin(hello);
        first.begin(farm);
    }

    @Test
    void aStopInOrderIsNobodysFault() {
        for (int start = 0; start < 3; start++) {
            var process = process();
            process.begin(farm);
            process.close();
        }

        assertThat(process().quarantine(farm)).isEmpty();
    }

    @Test
    void aMachineThatWasStartedAnewIsNobodysFault() {
        for (int start = 0; start < 3; start++) {
            new StartBreaker(file(), "machine-start-" + start, LONG, workers, Clock.systemUTC()).begin(farm);
        }

        assertThat(new StartBreaker(file(), "another", LONG, workers, Clock.systemUTC()).quarantine(farm))
                .isEmpty();
    }

    @Test
    void anAdministratorsPardonCounts() {
        process().begin(farm);
        process().begin(farm);
        process().pardon(farm);

        assertThat(process().quarantine(farm)).isEmpty();
    }

    @Test
    void forgetsWhatIsThereNoMore() {
        process().begin(farm);
        process().begin(farm);
        var third = process();

        third.keepOnly(hello::equals);

        assertThat(third.quarantine(farm)).isEmpty();
    }

    @Test
    void aTornFileSaysNothing() throws Exception {
        process().begin(farm);
        Files.write(file(), new byte[] {'{'});

        assertThat(process().quarantine(farm)).isEmpty();
    }

    @Test
    void aTornLastLineHadNotBegun() throws Exception {
        for (int start = 0; start < 2; start++) {
            process().begin(farm);
            var torn = Files.readString(file());
            Files.writeString(file(), torn.substring(0, torn.length() - 1));
        }

        assertThat(process().quarantine(farm)).isEmpty();
    }

    @Test
    void manyThatSettleNeedOneThread() {
        var process = process(LONG);
        for (byte artifact = 0; artifact < 100; artifact++) {
            var sha256 = Digests.sha256(new byte[] {artifact});
            process.begin(sha256);
            process.ended(sha256);
        }

        // those of the tests before have been told to end
        await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                .filteredOn(thread -> thread.getName().startsWith("settle-"))
                .hasSize(1));
    }

    private void awaitNothingMarked() {
        await().until(() -> !Files.readString(file()).contains(farm));
    }

    private StartBreaker process() {
        return process(LONG);
    }

    private StartBreaker process(Duration settle) {
        return new StartBreaker(file(), MACHINE, settle, workers, Clock.systemUTC());
    }

    private Path file() {
        return home.resolve("data/starts");
    }
}
