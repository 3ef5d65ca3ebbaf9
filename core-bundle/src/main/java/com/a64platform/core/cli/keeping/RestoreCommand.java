package com.a64platform.core.cli.keeping;

import com.a64platform.core.backup.HomeArchive;
import com.a64platform.core.backup.HomeSwap;
import com.a64platform.core.backup.Restore;
import com.a64platform.core.backup.RestoreNote;
import com.a64platform.core.backup.StoreContent;
import com.a64platform.core.cli.CommandFailure;
import com.a64platform.core.cli.HomeOption;
import com.a64platform.core.dumps.DumpFile;
import com.a64platform.core.dumps.SealedBy;
import com.a64platform.core.store.MongoStore;
import com.a64platform.core.store.StoreRecord;
import com.a64platform.core.store.dumps.MongoDatabases;
import com.a64platform.core.store.migration.DataVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code restore}: a backup in the place of a stopped home. */
@Command(
        name = "restore",
        description = "Puts a backup in the place of a stopped home, or of an empty one, after checking all of it.",
        mixinStandardHelpOptions = true)
public final class RestoreCommand implements Runnable {
    private static final DateTimeFormatter KEPT = DateTimeFormatter.ofPattern(
                    "'before-restore-'yyyyMMdd'T'HHmmssSSS'Z'")
            .withZone(ZoneOffset.UTC);

    @Spec
    private CommandSpec spec;

    @Mixin
    private HomeOption option;

    @Parameters(paramLabel = "FILE", arity = "0..1", description = "the backup")
    private Optional<Path> file = Optional.empty();

    @Option(names = "--finish", description = "ends a restore that was cut off while the home changed over")
    private boolean finish;

    @Option(
            names = "--discard",
            description = "gives up a restore that was cut off before it changed anything in the home")
    private boolean discard;

    @Option(
            names = "--accept-unverified",
            description =
                    "takes a backup that is not sealed under LICENSE_ENCRYPTION_KEY: whoever wrote it decides what the"
                            + " home believes, its accounts, keys and modules")
    private boolean unverified;

    @Override
    public void run() {
        if (Stream.of(file.isPresent(), finish, discard).filter(said -> said).count() != 1) {
            throw new ParameterException(spec.commandLine(), "Name the backup, or say --finish or --discard.");
        }
        try (var home = StoppedHome.takeTorn(option.root())) {
            if (discard) {
                giveUp(home);
                return;
            }
            var ended = new HomeSwap(home.home().root()).finish();
            ended.ifPresent(
                    kept -> say("The restore that was cut off is finished. What was there before is in " + kept + "."));
            if (finish && ended.isEmpty()) {
                say("There is no restore to finish.");
            }
            file.ifPresent(backup -> restore(home, backup));
        }
    }

    private void giveUp(StoppedHome home) {
        say(
                new HomeSwap(home.home().root()).giveUp()
                        ? "The restore that was cut off is given up. The home is as it was; what was written to a server's"
                                + " databases is there still: empty them before they are used."
                        : "There is no restore to give up.");
    }

    private void restore(StoppedHome home, Path backup) {
        try (var archive = DumpFile.open(backup, HomeArchive.KIND)) {
            var sealedBy = sealedBy(home, archive);
            var restore = new Restore(home.home(), archive);
            restore.check(DataVersion.CURRENT);
            var kept = home.home().root().resolve(KEPT.format(Instant.now()));
            var note = RestoreNote.now(
                    backup,
                    archive.manifest().created(),
                    sealedBy,
                    kept.getFileName().toString());
            var raised = restore.run(
                    (data, filling) -> fill(home, data, StoreContent.storeId(archive.manifest()), filling), note);
            say("Restored " + backup + ": " + BackupCommand.told(archive.manifest()) + ". What was there before is in "
                    + kept + "; remove it when you are sure.");
            raised.forEach(what -> say("Not lowered, because this home knew better: " + what));
        } catch (IllegalStateException refused) {
            throw new CommandFailure(refused.getMessage(), refused);
        } catch (IOException e) {
            throw new CommandFailure(
                    Files.exists(backup)
                            ? "The backup " + backup + " cannot be read, or the home not be written; check the disk."
                            : "There is no file " + backup + ".",
                    e);
        }
    }

    private SealedBy sealedBy(StoppedHome home, DumpFile archive) throws IOException {
        var secret = home.secret();
        if (secret.isEmpty() && !unverified) {
            throw new CommandFailure(
                    "LICENSE_ENCRYPTION_KEY is not set here, so that nobody can tell whether the backup was"
                            + " changed: set it as the node has it, or say --accept-unverified if you know where the backup comes"
                            + " from.");
        }
        var sealedBy = secret.isEmpty() ? SealedBy.NOBODY : archive.sealedBy(secret.get());
        if (!unverified) {
            sealedBy.require();
        } else if (sealedBy != SealedBy.THIS) {
            say("Nobody can tell whether the backup was changed.");
        }
        return sealedBy;
    }

    private static void fill(StoppedHome home, Path data, String storeId, Restore.Filling filling) throws IOException {
        var place = home.place(data.getParent());
        try (var store = MongoStore.target(place)) {
            filling.into(new MongoDatabases(store));
        }
        new StoreRecord(place.kind(), storeId).write(data);
    }

    private void say(String line) {
        spec.commandLine().getOut().println(line);
    }
}
