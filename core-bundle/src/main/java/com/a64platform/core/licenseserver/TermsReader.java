package com.a64platform.core.licenseserver;

import com.a64platform.core.crypto.JsonMembers;
import com.a64platform.core.crypto.MalformedDocumentException;
import com.a64platform.core.leases.LeaseClaims;
import com.a64platform.core.licensing.LicenseClaims;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads what an operator wants to be sold; what is left out has the usual value, what is not known is refused. */
final class TermsReader {
    private static final Set<String> KNOWN = Set.of(
            "module",
            "customer",
            "versions",
            "type",
            "seats",
            "tenant",
            "features",
            "graceDays",
            "check",
            "leaseSeconds",
            "days",
            "installations");
    private static final int LONGEST_TEXT = 200;
    private static final int MOST_FEATURES = 100;
    private static final int MOST_GRACE_DAYS = 365;
    private static final int MOST_INSTALLATIONS = 1000;
    private static final long MOST_DAYS = 36_500;
    private static final long MOST_SEATS = 10_000_000;

    private final JsonMembers request;

    /** @throws Refusal when a member is not known */
    TermsReader(JsonMembers request) {
        this.request = request;
        request.node().fieldNames().forEachRemaining(name -> require(KNOWN.contains(name), "a member is not known"));
    }

    Terms terms() throws MalformedDocumentException {
        var check = request.optionalText("check").orElse("online");
        require(check.equals("online") || check.equals("offline"), "check is neither online nor offline");
        return new Terms(
                text("module").replace('_', '-'),
                text("customer"),
                request.optionalText("versions").orElse("*"),
                request.optionalText("type").orElse(LicenseClaims.Type.SUBSCRIPTION.text()),
                request.has("seats") ? Optional.of((int) number("seats", 1, MOST_SEATS, 1)) : Optional.empty(),
                request.has("tenant") ? Optional.of(text("tenant")) : Optional.empty(),
                features(),
                (int) number("graceDays", 0, MOST_GRACE_DAYS, LicenseClaims.GRACE_DAYS),
                check.equals("online"),
                number("leaseSeconds", 1, LeaseClaims.LONGEST.toSeconds(), LeaseClaims.USUAL.toSeconds()));
    }

    int installations() throws MalformedDocumentException {
        return (int) number("installations", 1, MOST_INSTALLATIONS, 1);
    }

    /** How long it holds; empty for ever. */
    Optional<Long> days() throws MalformedDocumentException {
        return request.has("days") ? Optional.of(number("days", 1, MOST_DAYS, 1)) : Optional.empty();
    }

    private List<String> features() throws MalformedDocumentException {
        var features = request.has("features") ? request.texts("features") : List.<String>of();
        require(features.size() <= MOST_FEATURES, "features has more than " + MOST_FEATURES + " members");
        features.forEach(feature -> require(feature.length() <= LONGEST_TEXT, "a feature is too long"));
        return features;
    }

    private String text(String name) throws MalformedDocumentException {
        var text = request.text(name);
        require(
                !text.isBlank() && text.length() <= LONGEST_TEXT,
                name + " must have 1 to " + LONGEST_TEXT + " characters");
        return text;
    }

    private long number(String name, long least, long most, long usual) throws MalformedDocumentException {
        long value = request.has(name) ? request.number(name) : usual;
        require(value >= least && value <= most, name + " must be between " + least + " and " + most);
        return value;
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new Refusal(422, "INVALID", "The request is refused: " + otherwise + ".");
        }
    }
}
