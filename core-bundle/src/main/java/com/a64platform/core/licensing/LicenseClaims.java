package com.a64platform.core.licensing;

import com.a64platform.core.versions.VersionRange;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What a license says. Immutable.
 *
 * @param issuer key id of the issuer, so that none can speak in the name of another; with {@code id} it identifies the
 *     license
 * @param customer who bought it
 * @param id unique for its issuer
 * @param notBefore it counts from then on
 * @param expires its end; empty for never
 * @param versions versions of the module that it covers
 * @param seats how many users a {@code per_user} license covers
 * @param installation the installation id it is bound to, or {@code *}
 * @param tenant the tenant it is bound to; empty for any
 * @param grace how long a module that runs may go on after the end
 * @param online whether it counts only with a recent answer of its license server
 */
public record LicenseClaims(
        String issuer,
        String customer,
        String id,
        Instant issuedAt,
        Instant notBefore,
        Optional<Instant> expires,
        String module,
        VersionRange versions,
        Type type,
        OptionalInt seats,
        String installation,
        Optional<String> tenant,
        Set<String> features,
        Duration grace,
        boolean online) {
    /** Any installation. */
    public static final String ANY = "*";

    /** Days of grace when a license names none. */
    public static final int GRACE_DAYS = 14;

    /** @throws IllegalArgumentException when the claims do not go together; the message says which */
    public LicenseClaims {
        features = Set.copyOf(features);
        require(expires.isEmpty() || expires.get().isAfter(notBefore), "exp is not after nbf");
        require(type != Type.PER_USER || seats.isPresent(), "a per_user license has no seats");
        require(seats.isEmpty() || seats.getAsInt() > 0, "seats is less than one");
        require(seats.isEmpty() || !installation.equals(ANY), "seats need one installation");
        require(!needsEnd(type) || expires.isPresent(), type.text() + " has no exp");
    }

    private static boolean needsEnd(Type type) {
        return type == Type.SUBSCRIPTION || type == Type.TRIAL;
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }

    /** Identity and terms only; nothing in a license is worth a log line. */
    @Override
    public String toString() {
        return "LicenseClaims[" + module + ", " + type.text() + "]";
    }

    /** What a license counts or lends. */
    public enum Type {
        PER_INSTALLATION,
        PER_USER,
        SUBSCRIPTION,
        TRIAL;

        /** As licenses and answers spell it, such as {@code per_user}. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** The type spelled so, or empty when there is none. */
        public static Optional<Type> find(String text) {
            return Arrays.stream(values())
                    .filter(type -> type.text().equals(text))
                    .findFirst();
        }
    }
}
