package com.a64platform.core.cli.keeping;

import com.a64platform.core.backup.HomeArchive;
import com.a64platform.core.cli.CommandFailure;
import com.a64platform.core.cli.HomeOption;
import com.a64platform.core.dumps.DumpManifest;
import com.a64platform.core.platform.Platform;
import com.a64platform.core.store.MongoStore;
import com.a64platform.core.upkeep.NodeCall;
import com.a64platform.core.upkeep.OwnerRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code backup}: a whole home in one file, made by its node when that runs. */
@Command(
        name = "backup",
        description =
                "Writes a whole home, its store and its keys, into one file in the home's folder backups: 0 done, 1 not.",
        mixinStandardHelpOptions = true)
public final class BackupCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private HomeOption option;

    @Override
    public Integer call() {
        var root = option.home().root();
        if (Files.notExists(root.resolve("data"))) {
            throw new CommandFailure("There is no platform at " + root + "; name its home with --home.");
        }
        var stopped = StoppedHome.find(root);
        if (stopped.isEmpty()) {
            return NodeCall.ask(
                    new OwnerRequest(option.home(), OwnerRequest.BACKUP),
                    spec.commandLine().getOut(),
                    spec.commandLine().getErr());
        }
        try (var home = stopped.get()) {
            backUp(home);
        }
        return 0;
    }

    private void backUp(StoppedHome home) {
        var name = HomeArchive.name(Clock.systemUTC());
        var secret = home.secret()
                .orElseThrow(
                        () -> new CommandFailure("LICENSE_ENCRYPTION_KEY is not set here: set it as the node has it, so"
                                + " that the backup can be sealed."));
        try (var store = MongoStore.asItIs(home.place(), Platform.VERSION)) {
            var archive = new HomeArchive(home.home(), store::snapshot, secret);
            var manifest = archive.write(name);
            spec.commandLine().getOut().println("Backed up to " + archive.file(name) + ": " + told(manifest) + ".");
        } catch (IllegalStateException refused) {
            throw new CommandFailure(refused.getMessage(), refused);
        } catch (IOException e) {
            throw new CommandFailure("The backup cannot be written; check the disk's space.", e);
        }
    }

    static String told(DumpManifest manifest) {
        return manifest.counted() + ", " + manifest.files().size() + " files";
    }
}
