package com.a64platform.core.tenants;

import com.a64platform.core.problem.Faults;
import com.a64platform.core.problem.ProblemException;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.StringJoiner;

/**
 * What a tenant may use at the most; what is empty is not limited. Immutable.
 *
 * @param requestsPerSecond on each node; its users' requests, not those of a super_admin
 * @param burst how many of them may come at once before the rate counts; empty for as many as one second's
 * @param requestsAtOnce how many may be open on each node, answers that go on and WebSockets too
 * @param members how many active users
 * @param modules how many installed modules, disabled ones too
 * @param documents how many documents of all its modules together
 */
public record TenantLimits(
        OptionalInt requestsPerSecond,
        OptionalInt burst,
        OptionalInt requestsAtOnce,
        OptionalInt members,
        OptionalInt modules,
        OptionalLong documents) {
    private static final int MOST_REQUESTS = 100_000;
    private static final int MOST_MEMBERS = 1_000_000;
    private static final int MOST_MODULES = 10_000;
    private static final long MOST_DOCUMENTS = 1_000_000_000_000L;

    /** Nothing is limited. */
    public static final TenantLimits NONE = new TenantLimits(
            OptionalInt.empty(),
            OptionalInt.empty(),
            OptionalInt.empty(),
            OptionalInt.empty(),
            OptionalInt.empty(),
            OptionalLong.empty());

    /** @throws ProblemException VALIDATION_FAILED with all that is out of its range */
    public TenantLimits {
        var faults = new Faults();
        check(faults, "requestsPerSecond", requestsPerSecond, 1, MOST_REQUESTS);
        check(faults, "burst", burst, 1, MOST_REQUESTS);
        faults.check(
                burst.isEmpty() || requestsPerSecond.isPresent(),
                "/burst",
                "is given together with requestsPerSecond only");
        check(faults, "requestsAtOnce", requestsAtOnce, 1, MOST_REQUESTS);
        check(faults, "members", members, 0, MOST_MEMBERS);
        check(faults, "modules", modules, 0, MOST_MODULES);
        check(faults, "documents", documents.orElse(0), 0, MOST_DOCUMENTS);
        faults.raise();
    }

    /** For people: each limit with its name. */
    public String text() {
        var text = new StringJoiner(" ").setEmptyValue("none");
        requestsPerSecond.ifPresent(value -> text.add("requestsPerSecond=" + value));
        burst.ifPresent(value -> text.add("burst=" + value));
        requestsAtOnce.ifPresent(value -> text.add("requestsAtOnce=" + value));
        members.ifPresent(value -> text.add("members=" + value));
        modules.ifPresent(value -> text.add("modules=" + value));
        documents.ifPresent(value -> text.add("documents=" + value));
        return text.toString();
    }

    private static void check(Faults faults, String name, OptionalInt value, long least, long most) {
        check(faults, name, value.orElse((int) least), least, most);
    }

    private static void check(Faults faults, String name, long value, long least, long most) {
        faults.check(value >= least && value <= most, "/" + name, "is from " + least + " to " + most);
    }
}
