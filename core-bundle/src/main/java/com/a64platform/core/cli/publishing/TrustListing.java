package com.a64platform.core.cli.publishing;

import com.a64platform.core.cli.CommandFailure;
import com.a64platform.core.platform.Home;
import com.a64platform.core.trust.Trust;
import com.a64platform.core.trust.TrustReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.function.Consumer;

/** Whom a home trusts, line by line. */
record TrustListing(Consumer<String> say) {
    void show(TrustReport report) {
        report.documents().forEach(this::show);
        report.leftOut().forEach((name, why) -> say.accept("does not count: " + name + ": " + why));
        report.issuers()
                .forEach((publisher, keys) -> keys.forEach(key -> say.accept("issuer for " + publisher + "  " + key)));
        report.pins().forEach((name, owner) -> say.accept("belongs  " + name + "  " + owner));
        report.floors().forEach((module, version) -> say.accept("floor  " + module + "  " + version));
    }

    /** What was admitted and would not be any more, by the signatures kept beside the verified copies. */
    void showFlagged(Home home, Trust trust) {
        if (!Files.isDirectory(home.verified())) {
            return;
        }
        try (var files = Files.newDirectoryStream(home.verified(), "*.sig")) {
            for (Path file : files) {
                trust.doubt(Files.readAllBytes(file))
                        .ifPresent(why -> say.accept("flagged  " + file.getFileName() + "  " + why));
            }
        } catch (IOException e) {
            throw new CommandFailure("The verified copies in " + home.verified() + " cannot be read.", e);
        }
    }

    private void show(TrustReport.Document document) {
        if (document.version() > 0) {
            boolean expired = document.expires().isBefore(Instant.now());
            say.accept("root of " + document.name() + "  version " + document.version()
                    + (expired ? "  EXPIRED " : "  until ") + document.expires());
        }
        document.roles().forEach((role, keys) -> show("  " + role, keys));
        for (Map.Entry<String, TrustReport.KeySet> publisher :
                document.publishers().entrySet()) {
            show("  publisher " + publisher.getKey() + " (" + document.name() + ")", publisher.getValue());
        }
        document.revoked().forEach(key -> say.accept("  revoked  " + key));
    }

    private void show(String what, TrustReport.KeySet keys) {
        say.accept(what + "  " + keys.threshold() + " of " + String.join(" ", keys.keyIds()));
    }
}
