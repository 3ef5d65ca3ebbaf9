package com.a64platform.core.rest.tenants;

import com.a64platform.core.tenants.TenantLimits;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** A tenant's limits as they are sent and answered; what is left out is not limited. */
record LimitsDocument(
        Integer requestsPerSecond,
        Integer burst,
        Integer requestsAtOnce,
        Integer members,
        Integer modules,
        Long documents) {
    static LimitsDocument of(TenantLimits limits) {
        return new LimitsDocument(
                boxed(limits.requestsPerSecond()),
                boxed(limits.burst()),
                boxed(limits.requestsAtOnce()),
                boxed(limits.members()),
                boxed(limits.modules()),
                limits.documents().isPresent() ? limits.documents().getAsLong() : null);
    }

    TenantLimits toLimits() {
        return new TenantLimits(
                optional(requestsPerSecond),
                optional(burst),
                optional(requestsAtOnce),
                optional(members),
                optional(modules),
                documents == null ? OptionalLong.empty() : OptionalLong.of(documents));
    }

    private static Integer boxed(OptionalInt value) {
        return value.isPresent() ? value.getAsInt() : null;
    }

    private static OptionalInt optional(Integer value) {
        return value == null ? OptionalInt.empty() : OptionalInt.of(value);
    }
}
