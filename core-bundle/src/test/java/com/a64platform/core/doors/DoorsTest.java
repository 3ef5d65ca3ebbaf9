package com.a64platform.core.doors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.a64platform.core.operations.Workers;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class DoorsTest {
    private final Doors doors = new Doors(new Workers());

    @Test
    void closesForAReasonOfThisNodeAndSaysWhoseItIs() {
        List<String> heard = new ArrayList<>();
        doors.whenChangedHere(heard::add);
        doors.closeHere("green", "farm", "unsealable", "its license does not open here.");
        doors.closeHere("green", "farm", "unsealable", "its license does not open here.");
        doors.open("green", "farm");

        assertThatThrownBy(() -> doors.require("green", "farm"))
                .isInstanceOfSatisfying(ProblemException.class, problem -> {
                    assertThat(problem.code()).isEqualTo(ErrorCode.MODULE_NOT_ON_NODE);
                    assertThat(problem.detail())
                            .contains("/api/v1/modules/farm/why")
                            .doesNotContain("license");
                    assertThat(problem.retryAfter()).isPresent();
                });
        assertThat(doors.closed("green", "farm")).contains("its license does not open here.");
        assertThat(doors.closedHere("green", "farm").orElseThrow().kind()).isEqualTo("unsealable");
        doors.require("blue", "farm");

        doors.openHere("green", "farm");
        doors.require("green", "farm");
        assertThat(heard).containsExactly("farm", "farm");
    }

    @Test
    void cutsWhatLastsAtOnceForThatTenantAndModuleOnly() {
        var stream = new Recorded(true);
        var others = new Recorded(true);
        doors.enter("green", "farm", stream);
        doors.enter("blue", "farm", others);
        doors.enter("green", "animals", others);

        doors.close("green", "farm", "license REVOKED.");

        assertThat(stream.cuts).hasValue(1);
        assertThat(others.cuts).hasValue(0);
        refused("green", "farm");
        doors.require("blue", "farm");
        doors.require("green", "animals");
    }

    @Test
    void cutsWhatASessionHasOpenAndNothingOfOthers() {
        var his = new Recorded(true, "s1");
        var elsewhere = new Recorded(true, "s1");
        var hers = new Recorded(true, "s2");
        var hanging = new Recorded(false, "s1");
        doors.enter("green", "farm", his);
        doors.enter("blue", "animals", elsewhere);
        doors.enter("green", "farm", hers);
        doors.enter("green", "farm", new Recorded(true));
        doors.enter("green", "farm", hanging);

        doors.signOut("s1");

        assertThat(his.cuts).hasValue(1);
        assertThat(elsewhere.cuts).hasValue(1);
        Awaitility.await().until(() -> hanging.cuts.get() == 1);
        assertThat(hers.cuts).hasValue(0);
        doors.require("green", "farm");
    }

    @Test
    void letsWhatIsNearlyDoneComeToItsEndAndCutsWhatDoesNot() {
        var ending = new Recorded(false);
        var hanging = new Recorded(false);
        var leave = doors.enter("green", "farm", ending);
        doors.enter("green", "farm", hanging);

        doors.close("green", "farm", "license REVOKED.");
        assertThat(hanging.cuts).hasValue(0);
        leave.run();

        Awaitility.await().until(() -> hanging.cuts.get() == 1);
        assertThat(ending.cuts).hasValue(0);
    }

    @Test
    void nobodyComesThroughAClosedDoorAndNothingOfHimIsKept() {
        doors.close("green", "farm", "license REVOKED.");

        assertThatThrownBy(() -> doors.enter("green", "farm", new Recorded(true)))
                .hasMessage("Module farm is DISABLED for your tenant: license REVOKED.");
        assertThat(doors.inside("green", "farm")).isZero();

        doors.open("green", "farm");
        doors.enter("green", "farm", new Recorded(true)).run();
        assertThat(doors.inside("green", "farm")).isZero();
    }

    @Test
    void asksWhatIsInsideToGoAndLeavesTheDoorOpen() {
        var stream = new Recorded(true);
        var request = new Recorded(false);
        doors.enter("green", "farm", stream);
        doors.enter("green", "farm", request);

        doors.sendAway("green", "farm");

        assertThat(stream.asked).hasValue(1);
        assertThat(request.asked).hasValue(1);
        assertThat(stream.cuts).hasValue(0);
        doors.require("green", "farm");
    }

    /** A request knows its route, which knows the module's classes. */
    @Test
    void doesNotKnowWhoHasLeftWhileItWaitsForOthers() {
        var workers = new Workers();
        var patient = new Doors(workers, Duration.ofMinutes(5));
        try {
            var staying = new Recorded(true);
            patient.enter("green", "farm", staying);

            var left = new WeakReference<>(sentAwayAndGone(patient));

            Awaitility.await().untilAsserted(() -> {
                System.gc();
                assertThat(left.refersTo(null)).isTrue();
            });
            assertThat(staying.cuts).as("its time is not over").hasValue(0);
        } finally {
            workers.close();
        }
        assertThat(patient.inside("green", "farm")).isEqualTo(1);
    }

    private static Recorded sentAwayAndGone(Doors doors) {
        var going = new Recorded(true);
        var leave = doors.enter("green", "farm", going);
        doors.sendAway("green", "farm");
        leave.run();
        return going;
    }

    @Test
    void cutsWhatDoesNotGoWhenItIsAskedTo() {
        var impatient = new Doors(new Workers(), Duration.ofMillis(50));
        var going = new Recorded(true);
        var staying = new Recorded(true);
        var late = new Recorded(true);
        var leave = impatient.enter("green", "farm", going);
        impatient.enter("green", "farm", staying);

        impatient.sendAway("green", "farm");
        leave.run();
        impatient.enter("green", "farm", late);

        Awaitility.await().until(() -> staying.cuts.get() == 1);
        assertThat(going.cuts).hasValue(0);
        assertThat(late.cuts).hasValue(0);
    }

    @Test
    void whoEntersWhileTheDoorClosesIsRefusedOrCut() throws InterruptedException {
        for (int round = 0; round < 2_000; round++) {
            var tenant = "tenant-" + round;
            var visit = new Recorded(true);
            var refusals = new AtomicInteger();
            var entering = new Thread(() -> {
                try {
                    doors.enter(tenant, "farm", visit);
                } catch (ProblemException refused) {
                    refusals.incrementAndGet();
                }
            });
            entering.start();
            doors.close(tenant, "farm", "license REVOKED.");
            entering.join();

            assertThat(refusals.get() + visit.cuts.get()).isPositive();
        }
    }

    private void refused(String tenant, String module) {
        assertThatThrownBy(() -> doors.require(tenant, module))
                .isInstanceOfSatisfying(ProblemException.class, refusal -> assertThat(refusal.code())
                        .isEqualTo(ErrorCode.MODULE_DISABLED));
    }

    private static final class Recorded implements Doors.Visit {
        private final boolean lasting;
        private final String session;
        private final AtomicInteger asked = new AtomicInteger();
        private final AtomicInteger cuts = new AtomicInteger();

        Recorded(boolean lasting) {
            this(lasting, "");
        }

        Recorded(boolean lasting, String session) {
            this.lasting = lasting;
            this.session = session;
        }

        @Override
        public String session() {
            return session;
        }

        @Override
        public boolean lasting() {
            return lasting;
        }

        @Override
        public void leave() {
            asked.incrementAndGet();
        }

        @Override
        public void cut() {
            cuts.incrementAndGet();
        }
    }
}
