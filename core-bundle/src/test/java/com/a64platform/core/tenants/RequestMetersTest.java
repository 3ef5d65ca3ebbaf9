package com.a64platform.core.tenants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RequestMetersTest {
    private static final OptionalInt ANY = OptionalInt.empty();

    private final AtomicLong now =
            new AtomicLong(Long.MAX_VALUE - Duration.ofMillis(1).toNanos()); // it may overflow
    private final RequestMeters meters = new RequestMeters(now::get);

    @Test
    void letsABurstThroughAndThenTheRate() {
        var acme = limited(10, 5);

        assertThat(allowed(acme, 20)).isEqualTo(5);
        pass(Duration.ofMillis(99));
        assertThat(allowed(acme, 20)).isZero();
        pass(Duration.ofMillis(1));
        assertThat(allowed(acme, 20)).isEqualTo(1);
        pass(Duration.ofSeconds(60));
        assertThat(allowed(acme, 20)).as("no more than a burst is saved up").isEqualTo(5);
    }

    @Test
    void aBurstIsOneSecondsRequestsWhenNothingIsSaid() {
        var acme = new Tenant(
                "acme",
                "Acme",
                "a",
                Optional.empty(),
                new TenantLimits(OptionalInt.of(7), ANY, ANY, ANY, ANY, OptionalLong.empty()));

        assertThat(allowed(acme, 20)).isEqualTo(7);
    }

    @Test
    void saysHowLongToWaitInWholeSeconds() {
        var acme = limited(1, 1);
        meters.requireRate(acme);

        assertThat(refusal(acme).retryAfter()).contains(Duration.ofSeconds(1));
        pass(Duration.ofMillis(500));
        assertThat(refusal(acme).retryAfter()).contains(Duration.ofSeconds(1));
    }

    @Test
    void countsEachTenantForItself() {
        assertThat(allowed(limited(1, 3), 10)).isEqualTo(3);

        var beta =
                new Tenant("beta", "Beta", "b", Optional.empty(), limited(1, 3).limits());
        assertThat(allowed(beta, 10)).isEqualTo(3);
    }

    @Test
    void otherLimitsBeginAnew() {
        assertThat(allowed(limited(1, 3), 10)).isEqualTo(3);
        assertThat(allowed(limited(1, 5), 10)).isEqualTo(5);
        assertThat(allowed(limited(1, 5), 10)).isZero();
    }

    @Test
    void letsNoMoreThroughWhenManyAskAtOnce() {
        var acme = limited(1, 100);
        var through = new AtomicInteger();

        IntStream.range(0, 1_000).parallel().forEach(number -> through.addAndGet(allowed(acme, 1)));

        assertThat(through).hasValue(100);
    }

    @Test
    void aPlaceIsGivenBackOnce() {
        var acme = new Tenant("acme", "Acme", "a", Optional.empty(), atOnce(2));
        var first = meters.enter(acme, "farm", acme.limits());
        meters.enter(acme, "", acme.limits());
        assertThatThrownBy(() -> meters.enter(acme, "farm", acme.limits()))
                .isInstanceOfSatisfying(ProblemException.class, problem -> assertThat(problem.code())
                        .isEqualTo(ErrorCode.CONCURRENCY_LIMIT_REACHED));

        first.end(200);
        first.end(200);

        meters.enter(acme, "farm", acme.limits());
        assertThatThrownBy(() -> meters.enter(acme, "farm", acme.limits())).isInstanceOf(ProblemException.class);
        meters.enter(acme, "farm", TenantLimits.NONE); // a super_admin's
    }

    @Test
    void tellsWhatATenantHasUsed() {
        var acme = new Tenant("acme", "Acme", "a", Optional.empty(), atOnce(2));
        var quick = meters.enter(acme, "farm", acme.limits());
        var slow = meters.enter(acme, "farm", acme.limits());
        assertThatThrownBy(() -> meters.enter(acme, "farm", acme.limits())).isInstanceOf(ProblemException.class);
        pass(Duration.ofMillis(3));
        quick.end(200);
        quick.end(500);
        pass(Duration.ofMillis(4));
        slow.end(404);
        meters.enter(acme, "", acme.limits());

        var usage = meters.usage(acme);

        assertThat(usage.refusedAtOnce()).isEqualTo(1);
        assertThat(usage.refusedByRate()).isZero();
        assertThat(usage.of("farm"))
                .containsExactly(new RequestUsage(
                        "farm", 0, new TreeMap<>(Map.of("2xx", 1L, "4xx", 1L)), Duration.ofMillis(10)));
        assertThat(usage.of("")).extracting(RequestUsage::open).containsExactly(1L);
        assertThat(meters.usage(new Tenant("beta", "Beta", "b")).requests()).isEmpty();
    }

    @Test
    void losesNoneOfManyAtOnce() {
        var acme = new Tenant("acme", "Acme", "a");

        IntStream.range(0, 10_000).parallel().forEach(number -> meters.enter(acme, "m" + number % 3, acme.limits())
                .end(200 + number % 2 * 300));

        var requests = meters.usage(acme).requests();
        assertThat(requests).extracting(RequestUsage::module).containsExactly("m0", "m1", "m2");
        assertThat(requests).allSatisfy(one -> assertThat(one.open()).isZero());
        assertThat(requests.stream().mapToLong(one -> one.answers().get("5xx")).sum())
                .isEqualTo(5_000);
        assertThat(requests.stream().mapToLong(one -> one.answers().get("2xx")).sum())
                .isEqualTo(5_000);
    }

    private Tenant limited(int rate, int burst) {
        var limits = new TenantLimits(OptionalInt.of(rate), OptionalInt.of(burst), ANY, ANY, ANY, OptionalLong.empty());
        return new Tenant("acme", "Acme", "a", Optional.empty(), limits);
    }

    private static TenantLimits atOnce(int most) {
        return new TenantLimits(ANY, ANY, OptionalInt.of(most), ANY, ANY, OptionalLong.empty());
    }

    private int allowed(Tenant tenant, int asked) {
        return (int) IntStream.range(0, asked).filter(number -> passes(tenant)).count();
    }

    private boolean passes(Tenant tenant) {
        try {
            meters.requireRate(tenant);
            return true;
        } catch (ProblemException refused) {
            assertThat(refused.code()).isEqualTo(ErrorCode.RATE_LIMIT_REACHED);
            return false;
        }
    }

    private ProblemException refusal(Tenant tenant) {
        return catchThrowableOfType(ProblemException.class, () -> meters.requireRate(tenant));
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }
}
