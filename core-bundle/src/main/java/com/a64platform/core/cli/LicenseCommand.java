package com.a64platform.core.cli;

import com.a64platform.core.crypto.MalformedDocumentException;
import com.a64platform.core.crypto.SigningKey;
import com.a64platform.core.crypto.StrictJson;
import com.a64platform.core.leases.LicenseServerClient;
import com.a64platform.core.leases.Nonces;
import com.a64platform.core.leases.Question;
import com.a64platform.core.leases.ServerAnswer;
import com.a64platform.core.leases.ServerAnswer.Invalid;
import com.a64platform.core.leases.ServerAnswer.Unreachable;
import com.a64platform.core.leases.ServerAnswer.Valid;
import com.a64platform.core.leases.StatusClaims;
import com.a64platform.core.leases.StatusToken;
import com.a64platform.core.licensing.InstallationIdentity;
import com.a64platform.core.licensing.LicenseClaims;
import com.a64platform.core.licensing.LicenseToken;
import com.a64platform.core.platform.PrivateFile;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** {@code license}: makes, renews and takes back licenses, here with an issuer's key or at a license server. */
@Command(
        name = "license",
        description = "Issues, renews and revokes licenses, exchanges codes and shows what a license says.",
        mixinStandardHelpOptions = true)
final class LicenseCommand extends CommandGroup {
    private static final String FILE = "a file with the license, or - for standard input";

    @Command(
            name = "issue",
            description = "Prints one license; with --server an entitlement's activation codes, one each line.",
            mixinStandardHelpOptions = true)
    void issue(
            @Mixin HomeOption home,
            @Mixin LicenseOptions options,
            @Mixin IssuerKey issuer,
            @Mixin ServerOption server,
            @Option(
                            names = "--installations",
                            paramLabel = "N",
                            defaultValue = "1",
                            description = "for how many platforms, with --server (default: ${DEFAULT-VALUE})")
                    int installations)
            throws MalformedDocumentException {
        if (server.given()) {
            var request = options.request().put("installations", installations);
            server.operate("licenses", request).texts("codes").forEach(out()::println);
            return;
        }
        var key = issuer.of(home.home());
        LicenseClaims claims;
        try {
            claims = options.claims(key.keyId(), home.home());
        } catch (IllegalArgumentException wrong) {
            throw new ParameterException(spec.commandLine(), "The license would not hold: " + wrong.getMessage() + ".");
        }
        out().println(LicenseToken.sign(key, claims));
    }

    @Command(
            name = "inspect",
            description = "Shows what a license says and whether its signature holds; never the license itself.",
            mixinStandardHelpOptions = true)
    int inspect(@Mixin HomeOption home, @Parameters(paramLabel = "FILE", description = FILE) String file) {
        var inspection = LicenseInspection.of(LicenseInspection.read(file), home.home());
        out().println(inspection.claims());
        out().println(inspection.signature().sentence());
        return inspection.signature() == LicenseInspection.Signature.HOLDS ? 0 : 1;
    }

    @Command(
            name = "renew",
            description =
                    "Prints the license that follows another, with a later end; with --server it is handed out when"
                            + " the platform asks the next time.",
            mixinStandardHelpOptions = true)
    void renew(
            @Mixin HomeOption home,
            @Parameters(paramLabel = "LICENSE", description = FILE + "; with --server its id does, too") String license,
            @Option(names = "--days", paramLabel = "N", required = true, description = "for how many days more")
                    int days,
            @Mixin IssuerKey issuer,
            @Mixin ServerOption server)
            throws MalformedDocumentException {
        if (server.given()) {
            var request = StrictJson.object()
                    .put("license", LicenseFamily.idOf(license))
                    .put("days", days);
            out().println("Renewed until "
                    + server.operate("licenses/renew", request).text("until") + ".");
            return;
        }
        out().println(LicenseFamily.next(LicenseInspection.read(license), issuer.of(home.home()), days));
    }

    @Command(
            name = "revoke",
            description = "Prints a license's signed status, to be handed in at platforms that reach no license server;"
                    + " with --server the others hear of it at once.",
            mixinStandardHelpOptions = true)
    void revoke(
            @Mixin HomeOption home,
            @Parameters(paramLabel = "LICENSE", description = FILE + ", or its id") String license,
            @Mixin IssuerKey issuer,
            @Mixin ServerOption server)
            throws MalformedDocumentException {
        var id = LicenseFamily.idOf(license);
        if (server.given()) {
            var request = StrictJson.object().put("license", id);
            server.operate("licenses/revoke", request).texts("statuses").forEach(out()::println);
            return;
        }
        var key = issuer.of(home.home());
        var now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        out().println(StatusToken.sign(key, new StatusClaims(key.keyId(), "status-" + id, id, now)));
    }

    @Command(
            name = "activate",
            description = "Exchanges an activation code for a license that is bound to the home's installation.",
            mixinStandardHelpOptions = true)
    void activate(
            @Mixin HomeOption home,
            @Parameters(paramLabel = "CODE", description = "the activation code") String code,
            @Option(names = "--module", paramLabel = "M", required = true, description = "the module's name")
                    String module,
            @Option(names = "--out", paramLabel = "FILE", description = "where to write it (default: standard output)")
                    Optional<Path> target,
            @Mixin ServerOption server) {
        var key = SigningKey.load(InstallationIdentity.file(home.home()))
                .orElseThrow(() -> new CommandFailure("The home has no installation yet; start the platform once."));
        var license = exchanged(new LicenseServerClient(server.address()), key, code, module);
        if (target.isPresent()) {
            new PrivateFile(target.get().toAbsolutePath()).write((license + "\n").getBytes(StandardCharsets.US_ASCII));
        } else {
            out().println(license);
        }
    }

    private static String exchanged(LicenseServerClient client, SigningKey key, String code, String module) {
        var question = new Question(
                Question.Kind.VALIDATE,
                code,
                module.replace('_', '-'),
                Instant.now().truncatedTo(ChronoUnit.SECONDS),
                key.keyId(),
                key.publicKey(),
                Nonces.fresh(),
                1,
                0);
        ServerAnswer answer = client.validate(question, key::sign);
        if (answer instanceof Valid valid) {
            return valid.license();
        }
        throw new CommandFailure(
                answer instanceof Invalid invalid
                        ? invalid.advice()
                        : "The license server " + ((Unreachable) answer).why() + ".");
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
