package com.a64platform.core.installer;

import com.a64platform.core.audit.Audit;
import com.a64platform.core.modules.Installation;
import com.a64platform.core.offers.Offer;
import com.a64platform.core.operations.StepContext;
import com.a64platform.core.planning.PlannedChange;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The names under which the operations of this package keep what their steps need. */
public final class Keys {
    public static final String VERSION = "version";
    public static final String SHA256 = "sha256";
    static final String LENGTH = "length";
    public static final String PUBLISHER = "publisher";
    public static final String REGISTRY = "registry";
    static final String STAGED = "staged";
    static final String LICENSE = "license";
    /** In a few words, for the audit log too. */
    public static final String REASON = "reason";

    /** The permissions that were consented to, after a word of its own; absent when who brought it may do anything. */
    public static final String CONSENT = "consent";

    private static final String CONSENTED = "to";
    /** False for an installation that is not enabled yet. */
    public static final String ACTIVATE = "activate";
    /** Modules, with a space between, that change after this one in the same plan. */
    public static final String FOLLOWING = "following";

    static final String CLEANUP = "cleanupData";
    static final String BACKUP = "backup";
    /** Name of the file in deploy/ that a person dropped; empty for operations asked for otherwise. */
    public static final String DROPPED = "dropped";

    /** Digest of the version that an update replaces. */
    public static final String REPLACED = "replaced";

    public static final String REPLACED_VERSION = "replacedVersion";
    /** {@code true} when an update brings every tenant's settings back to the defaults. */
    static final String RESET_SETTINGS = "resetSettings";
    /** Those that an operation on all of them has changed or will change, with a space between. */
    static final String TENANTS = "tenants";

    /** Names of what tenants had set and an update did not take over. */
    static final String SETTINGS_DROPPED = "settingsDropped";
    /** With a space between. */
    public static final String REPLACED_PERMISSIONS = "replacedPermissions";

    public static final String REPLACED_PREFIX = "replacedPrefix";

    private Keys() {}

    static Map<String, String> of(Offer offer, Audit.Actor actor) {
        var data = of(actor);
        data.put(VERSION, offer.version());
        data.put(SHA256, offer.sha256());
        data.put(LENGTH, Long.toString(offer.length()));
        data.put(PUBLISHER, offer.publisher());
        data.put(REGISTRY, offer.registry());
        return data;
    }

    static Map<String, String> of(PlannedChange change, Audit.Actor actor) {
        var data = of(change.required(), actor);
        data.put(CONSENT, consented(change.permissions()));
        data.put(FOLLOWING, String.join(" ", change.following()));
        return data;
    }

    /** Who asked, so that the end of the operation is written down under that name too. */
    public static Map<String, String> of(Audit.Actor actor) {
        return new HashMap<>(actor.kept());
    }

    /** Who asked for the operation that this step is of. */
    public static Audit.Actor actor(StepContext step) {
        return Audit.Actor.of(step.startedBy(), step::get);
    }

    /** An installation as it was before the update that this step is of, or undoes. */
    public static Installation replaced(Installation installation, StepContext step) {
        var before = new Installation.Serves(
                step.get(REPLACED_VERSION),
                step.get(REPLACED),
                step.get(REPLACED_PREFIX),
                words(step.get(REPLACED_PERMISSIONS)));
        return installation.at(before, Instant.now());
    }

    /** What {@link #CONSENT} holds. */
    public static String consented(List<String> permissions) {
        return String.join(" ", CONSENTED, String.join(" ", permissions));
    }

    /** The permissions that nobody has consented to. */
    public static List<String> beyondConsent(List<String> permissions, StepContext step) {
        var consented = words(step.get(CONSENT));
        return consented.isEmpty()
                ? List.of()
                : permissions.stream()
                        .filter(permission ->
                                !consented.subList(1, consented.size()).contains(permission))
                        .toList();
    }

    /** The words of a text, none when it is empty. */
    public static List<String> words(String text) {
        return Arrays.stream(text.split(" ")).filter(word -> !word.isEmpty()).toList();
    }

    public static boolean activates(StepContext step) {
        return !step.get(ACTIVATE).equals("false");
    }

    static boolean fromRegistry(StepContext step) {
        return !step.get(REGISTRY).isEmpty();
    }
}
