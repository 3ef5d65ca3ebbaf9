package com.a64platform.core.cli;

import com.a64platform.core.crypto.SigningKey;
import com.a64platform.core.crypto.StrictJson;
import com.a64platform.core.licensing.InstallationIdentity;
import com.a64platform.core.licensing.LicenseClaims;
import com.a64platform.core.platform.Home;
import com.a64platform.core.versions.VersionRange;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** What a license to be issued shall say. */
final class LicenseOptions {
    private static final int DAYS = 365;
    private static final int MOST_DAYS = 36_500;

    @Option(names = "--module", paramLabel = "M", required = true, description = "the module's name")
    private String module;

    @Option(
            names = "--customer",
            paramLabel = "C",
            defaultValue = "development",
            description = "who it is for (default: ${DEFAULT-VALUE})")
    private String customer;

    @Option(names = "--tenant", paramLabel = "T", description = "binds it to one tenant (default: any)")
    private Optional<String> tenant = Optional.empty();

    @Option(
            names = "--days",
            paramLabel = "N",
            description = "ends so many days from now; 0 or less makes one that has ended (default: 365 for what ends)")
    private Optional<Integer> days = Optional.empty();

    @Option(
            names = "--versions",
            paramLabel = "RANGE",
            defaultValue = "*",
            description = "versions it covers, in npm syntax (default: ${DEFAULT-VALUE})")
    private String versions;

    @Option(
            names = "--type",
            paramLabel = "TYPE",
            defaultValue = "subscription",
            description = "per_installation, per_user, subscription or trial (default: ${DEFAULT-VALUE})")
    private String type;

    @Option(names = "--seats", paramLabel = "N", description = "users that a per_user license covers")
    private Optional<Integer> seats = Optional.empty();

    @Option(names = "--feature", paramLabel = "F", description = "a feature it switches on; may be repeated")
    private List<String> features = List.of();

    @Option(
            names = "--installation",
            paramLabel = "ID|*",
            description = "binds it to one installation (default: that of the home, * while it has none)")
    private Optional<String> installation = Optional.empty();

    @Option(
            names = "--check",
            paramLabel = "online|offline",
            description =
                    "whether it counts only with a lease of a license server (default: offline; online with --server)")
    private Optional<String> check = Optional.empty();

    @Option(
            names = "--grace-days",
            paramLabel = "N",
            defaultValue = "" + LicenseClaims.GRACE_DAYS,
            description = "how long a module may go on after the end (default: ${DEFAULT-VALUE})")
    private int graceDays;

    @Option(
            names = "--lease-seconds",
            paramLabel = "N",
            description = "how long a lease holds, with --server (default: 72 hours)")
    private Optional<Long> leaseSeconds = Optional.empty();

    /** The same as a request to a license server, which checks it. */
    ObjectNode request() {
        var request = StrictJson.object()
                .put("module", module)
                .put("customer", customer)
                .put("versions", versions)
                .put("type", type)
                .put("check", check.orElse("online"))
                .put("graceDays", graceDays);
        Optional<Integer> length = days.isPresent() || endless() ? days : Optional.of(DAYS);
        length.ifPresent(count -> request.put("days", count));
        seats.ifPresent(count -> request.put("seats", count));
        tenant.ifPresent(id -> request.put("tenant", id));
        leaseSeconds.ifPresent(seconds -> request.put("leaseSeconds", seconds));
        features.forEach(request.putArray("features")::add);
        return request;
    }

    private boolean endless() {
        return LicenseClaims.Type.find(type)
                .filter(kind -> kind == LicenseClaims.Type.PER_INSTALLATION || kind == LicenseClaims.Type.PER_USER)
                .isPresent();
    }

    /** @throws IllegalArgumentException when the options do not make a license; the message says why */
    LicenseClaims claims(String issuer, Home home) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        LicenseClaims.Type kind = kind();
        Optional<Instant> end = end(now);
        return new LicenseClaims(
                issuer,
                text(customer, "--customer"),
                UUID.randomUUID().toString(),
                now,
                begin(now, end),
                end,
                text(module, "--module").replace('_', '-'),
                VersionRange.find(versions)
                        .orElseThrow(() -> new IllegalArgumentException("--versions is not a range in npm syntax")),
                kind,
                seats.map(OptionalInt::of).orElseGet(OptionalInt::empty),
                text(installation.orElseGet(() -> idOf(home)), "--installation"),
                tenant.map(id -> text(id, "--tenant")),
                Set.copyOf(features),
                Duration.ofDays(grace()),
                online());
    }

    private int grace() {
        if (graceDays < 0 || graceDays > 365) {
            throw new IllegalArgumentException("--grace-days must be between 0 and 365");
        }
        return graceDays;
    }

    private boolean online() {
        var wanted = check.orElse("offline");
        if (!wanted.equals("online") && !wanted.equals("offline")) {
            throw new IllegalArgumentException("--check must be online or offline");
        }
        return wanted.equals("online");
    }

    private LicenseClaims.Type kind() {
        return LicenseClaims.Type.find(type)
                .orElseThrow(() -> new IllegalArgumentException("--type must be one of "
                        + Arrays.stream(LicenseClaims.Type.values())
                                .map(LicenseClaims.Type::text)
                                .collect(Collectors.joining(", "))));
    }

    private Optional<Instant> end(Instant now) {
        if (days.isEmpty() && endless()) {
            return Optional.empty();
        }
        int count = days.orElse(DAYS);
        if (Math.abs((long) count) > MOST_DAYS) {
            throw new IllegalArgumentException("--days must be between -" + MOST_DAYS + " and " + MOST_DAYS);
        }
        return Optional.of(now.plus(Duration.ofDays(count)));
    }

    /** A little before now, for clocks that differ; before the end of one that has ended. */
    private static Instant begin(Instant now, Optional<Instant> end) {
        Instant usual = now.minus(Duration.ofMinutes(5));
        return end.filter(last -> !last.isAfter(usual))
                .map(last -> last.minus(Duration.ofHours(1)))
                .orElse(usual);
    }

    private static String text(String value, String option) {
        if (value.isBlank() || value.length() > 200) {
            throw new IllegalArgumentException(option + " must have 1 to 200 characters");
        }
        return value;
    }

    /** A home that was never started has no installation yet. */
    private static String idOf(Home home) {
        return SigningKey.load(InstallationIdentity.file(home))
                .map(SigningKey::keyId)
                .orElse(LicenseClaims.ANY);
    }
}
