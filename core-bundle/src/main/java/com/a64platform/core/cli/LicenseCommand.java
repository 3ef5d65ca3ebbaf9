package com.a64platform.core.cli;

import com.a64platform.core.crypto.KeyRole;
import com.a64platform.core.licensing.LicenseClaims;
import com.a64platform.core.licensing.LicenseToken;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** {@code license}: makes licenses with the home's development issuer key, and shows what a license says. */
@Command(name = "license", description = "Issues and inspects licenses.", mixinStandardHelpOptions = true)
final class LicenseCommand extends CommandGroup {
    @Command(
            name = "issue",
            description = "Prints one license, signed by the home's development issuer key.",
            mixinStandardHelpOptions = true)
    void issue(@Mixin HomeOption home, @Mixin LicenseOptions options) {
        var key = DevelopmentKeys.of(home.home()).key(KeyRole.ISSUER);
        LicenseClaims claims;
        try {
            claims = options.claims(key.keyId(), home.home());
        } catch (IllegalArgumentException wrong) {
            throw new ParameterException(spec.commandLine(), "The license would not hold: " + wrong.getMessage() + ".");
        }
        spec.commandLine().getOut().println(LicenseToken.sign(key, claims));
    }

    @Command(
            name = "inspect",
            description = "Shows what a license says and whether its signature holds; never the license itself.",
            mixinStandardHelpOptions = true)
    int inspect(
            @Mixin HomeOption home,
            @Parameters(paramLabel = "FILE", description = "a file with the license, or - for standard input")
                    String file) {
        var inspection = LicenseInspection.of(LicenseInspection.read(file), home.home());
        spec.commandLine().getOut().println(inspection.claims());
        spec.commandLine().getOut().println(inspection.signature().sentence());
        return inspection.signature() == LicenseInspection.Signature.HOLDS ? 0 : 1;
    }
}
