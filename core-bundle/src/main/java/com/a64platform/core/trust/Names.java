package com.a64platform.core.trust;

import com.a64platform.core.memory.MonotonicState;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.versions.Version;
import java.nio.file.Path;
import java.util.Optional;

/**
 * To whom modules' names belong: to the publisher and the registry of the first admission, until that publisher signs
 * them over. Each owner is remembered under a number of its own, so that what is remembered only grows.
 */
record Names(MonotonicState seen, Publishers publishers, Path transfers) {
    private static final String MODULE = "module:";
    private static final String ORIGIN = "origin:";

    /**
     * @param sequence how often the name was signed over
     * @param registry empty while nothing of it came from a registry
     */
    record Owner(long sequence, String publisher, Optional<String> registry) {}

    Optional<Owner> owner(String module) {
        var owner = Optional.<Owner>empty();
        for (long i = 0; seen.pins().containsKey(MODULE + numbered(module, i)); i++) {
            var name = numbered(module, i);
            owner = Optional.of(new Owner(
                    i,
                    seen.pins().get(MODULE + name),
                    Optional.ofNullable(seen.pins().get(ORIGIN + name))));
        }
        return owner;
    }

    /**
     * Under which number the name is the claimant's.
     *
     * @param registry where it is offered; empty for what came by hand
     * @throws ProblemException PUBLISHER_UNKNOWN when it is somebody else's, VERSION_TOO_OLD
     */
    long check(String module, String version, String publisher, String registry) {
        var owner = owner(module);
        long number = owner.isEmpty() ? 0 : number(module, owner.get(), publisher, registry);
        requireNotOlder(module, version);
        return number;
    }

    /** What to remember once the claimant's module is admitted. */
    MonotonicState admitted(String module, String version, String publisher, String registry) {
        var name = numbered(module, check(module, version, publisher, registry));
        var state = seen.withPin(MODULE + name, publisher).withFloor(module, version);
        return registry.isEmpty() ? state : state.withPin(ORIGIN + name, registry);
    }

    private long number(String module, Owner owner, String publisher, String registry) {
        boolean same = owner.publisher().equals(publisher);
        boolean sameRegistry = registry.isEmpty()
                || owner.registry().filter(known -> !known.equals(registry)).isEmpty();
        if (same && sameRegistry) {
            return owner.sequence();
        }
        if (TransferStatement.allows(transfers, publishers, module, owner, publisher)) {
            return owner.sequence() + 1;
        }
        throw new ProblemException(
                ErrorCode.PUBLISHER_UNKNOWN,
                same
                        ? "The module " + module + " comes from the registry "
                                + owner.registry().orElseThrow() + " here, this one is offered by the registry "
                                + registry + "; get it from " + owner.registry().orElseThrow() + "."
                        : "The module " + module + " belongs to the publisher " + owner.publisher()
                                + " here, this one is from " + publisher + "; get it from " + owner.publisher() + ".");
    }

    private void requireNotOlder(String module, String version) {
        var floor = seen.floors().get(module);
        if (floor != null && Version.parse(version).compareTo(Version.parse(floor.version())) < 0) {
            throw new ProblemException(
                    ErrorCode.VERSION_TOO_OLD,
                    "Version " + version + " of " + module + " is older than " + floor.version()
                            + ", which has run here; use " + floor.version() + " or a newer one.");
        }
    }

    private static String numbered(String module, long sequence) {
        return sequence == 0 ? module : module + "#" + sequence;
    }
}
