package com.a64platform.core.cli;

import com.a64platform.core.platform.DurableFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code trust}: whom a home trusts. */
@Command(name = "trust", description = "Whom a home trusts.", mixinStandardHelpOptions = true)
final class TrustCommand extends CommandGroup {
    @Command(
            name = "install-root",
            description = "Lets a home for demonstrations trust its own keys in production mode too.",
            mixinStandardHelpOptions = true)
    void installRoot(@Mixin HomeOption home) {
        var keys = DevelopmentKeys.of(home.home());
        var folder = home.home().conf().resolve("trust");
        try {
            var ownerOnly = PosixFilePermissions.fromString("rwx------");
            Files.createDirectories(folder.resolve("publishers"), PosixFilePermissions.asFileAttribute(ownerOnly));
            install(keys.root(), folder.resolve("root.json"));
            install(keys.statement(), folder.resolve("publishers").resolve(DevelopmentKeys.PUBLISHER + ".json"));
        } catch (IOException e) {
            throw new CommandFailure("The home's trust cannot be written to " + folder + "; check its rights.", e);
        }
        spec.commandLine().getOut().println("This home trusts its own development keys: " + folder);
    }

    /** Never in place of what a person put there: that would hand a real home over to keys that lie in it. */
    private static void install(Path source, Path target) throws IOException {
        var content = Files.readAllBytes(source);
        if (Files.exists(target) && !Arrays.equals(Files.readAllBytes(target), content)) {
            throw new CommandFailure("The home trusts somebody already (" + target + "); remove that file first.");
        }
        DurableFile.write(target, content);
    }
}
