package com.a64platform.core.planning;

import com.a64platform.core.offers.Offer;
import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One step of a plan.
 *
 * @param from the version that is there now; empty when there is none
 * @param version the version that is there afterwards; empty when there is none
 * @param asked false for what comes along because another one needs it
 * @param downloadBytes 0 when nothing is downloaded
 * @param permissionsAdded those that the version before did not ask for
 * @param dependents the modules that need it
 * @param otherTenants those that get the new version, too
 * @param license empty when it needs none, {@code valid}, {@code grace}, or why the one that is here does not count, such as
 *     {@code missing}; of what is uninstalled {@code held} when there is one to forget
 * @param following modules that change after it and need it in the version that comes
 * @param resetSettings whether every tenant's settings go back to the defaults
 * @param settingsDropped names of what tenants have set and the version that comes does not take over
 * @param offer the artifact that comes; empty when none does
 */
public record PlannedChange(
        Change.Action action,
        String module,
        String tenantId,
        String from,
        String version,
        boolean asked,
        boolean activate,
        String sha256,
        String publisher,
        String registry,
        long downloadBytes,
        List<String> permissions,
        List<String> permissionsAdded,
        List<String> permissionsRemoved,
        Data data,
        List<String> dependents,
        List<String> otherTenants,
        String license,
        List<String> following,
        boolean resetSettings,
        List<String> settingsDropped,
        @JsonIgnore Optional<Offer> offer) {
    static final String VALID = "valid";
    static final String GRACE = "grace";
    static final String HELD = "held";

    public PlannedChange {
        permissions = List.copyOf(permissions);
        permissionsAdded = List.copyOf(permissionsAdded);
        permissionsRemoved = List.copyOf(permissionsRemoved);
        dependents = List.copyOf(dependents);
        otherTenants = List.copyOf(otherTenants);
        following = List.copyOf(following);
        // a change that was written down by an earlier platform is read without them
        settingsDropped = settingsDropped == null ? List.of() : List.copyOf(settingsDropped);
        // a change that was written down and is read again comes without it
        offer = offer == null ? Optional.empty() : offer;
    }

    /** The same with the artifact that comes. */
    public PlannedChange bringing(Offer comes) {
        return copy(action, Optional.of(comes));
    }

    private PlannedChange as(Change.Action other) {
        return copy(other, Optional.empty());
    }

    private PlannedChange copy(Change.Action as, Optional<Offer> with) {
        return new PlannedChange(
                as,
                module,
                tenantId,
                from,
                version,
                asked,
                activate,
                sha256,
                publisher,
                registry,
                downloadBytes,
                permissions,
                permissionsAdded,
                permissionsRemoved,
                data,
                dependents,
                otherTenants,
                license,
                following,
                resetSettings,
                settingsDropped,
                with);
    }

    /** Whether an artifact comes. */
    public boolean brings() {
        return action == Change.Action.INSTALL || action == Change.Action.UPDATE;
    }

    /**
     * The data it works with.
     *
     * @param schemaBefore the version of the data that is there; 0 when none was written
     * @param schema the version of the data that it writes; 0 when none comes
     */
    public record Data(List<String> collections, int schemaBefore, int schema, List<Integer> reads) {
        static final Data NONE = new Data(List.of(), 0, 0, List.of());

        public Data {
            collections = List.copyOf(collections);
            reads = List.copyOf(reads);
        }
    }

    /** The artifact that comes. */
    public Offer required() {
        return offer.orElseThrow(() -> new IllegalStateException(action + " of " + module + " brings nothing"));
    }

    /** Such as {@code farm-manager 1.0.0 -> 1.1.0}. */
    public String label() {
        if (from.isEmpty() || version.isEmpty() || from.equals(version)) {
            return module + " " + (version.isEmpty() ? from : version);
        }
        return module + " " + from + " -> " + version;
    }

    /** Such as {@code update farm-manager 1.0.0 -> 1.1.0}. */
    public String sentence() {
        return action.name().toLowerCase(Locale.ROOT) + " " + label();
    }

    /** What takes it back; empty when nothing does: data was carried over, or a license was forgotten. */
    public Optional<PlannedChange> inverse() {
        return switch (action) {
            case INSTALL -> Optional.of(as(Change.Action.UNINSTALL));
            case ENABLE -> Optional.of(as(Change.Action.DISABLE));
            case DISABLE -> Optional.of(as(Change.Action.ENABLE));
            case UPDATE, UNINSTALL -> Optional.empty();
        };
    }

    boolean lacksLicense() {
        return brings() && !license.isEmpty() && !license.equals(VALID) && !license.equals(GRACE);
    }
}
