package com.a64platform.core.cli.keeping;

import com.a64platform.core.backup.StoreContent;
import com.a64platform.core.cli.CommandFailure;
import com.a64platform.core.cli.CommandGroup;
import com.a64platform.core.cli.HomeOption;
import com.a64platform.core.crypto.Digests;
import com.a64platform.core.dumps.DumpFile;
import com.a64platform.core.dumps.DumpManifest;
import com.a64platform.core.dumps.DumpWriter;
import com.a64platform.core.platform.Platform;
import com.a64platform.core.platform.Scratch;
import com.a64platform.core.store.MongoStore;
import com.a64platform.core.store.StoreRecord;
import com.a64platform.core.store.migration.DataVersion;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code store}: moves a home's data between its embedded store and a server. */
@Command(
        name = "store",
        description = "Moves a stopped home's data between its embedded store and a MongoDB server.",
        mixinStandardHelpOptions = true)
public final class StoreCommand extends CommandGroup {
    @Command(
            name = "export",
            description = "Writes all databases of the store that the home uses into one file.",
            mixinStandardHelpOptions = true)
    void export(
            @Mixin HomeOption option,
            @Option(names = "--out", paramLabel = "FILE", required = true, description = "where to write it")
                    Path out) {
        try (var home = StoppedHome.take(option.home().root());
                var scratch = Scratch.in(home.home().data());
                var store = opened(home);
                var snapshot = store.snapshot(scratch.folder())) {
            var about = StoreContent.about(snapshot, Platform.VERSION);
            var manifest =
                    DumpWriter.write(out, StoreContent.KIND, about, archive -> StoreContent.write(archive, snapshot));
            StoreRecord.exported(home.home().data()).write(Digests.sha256(out).getBytes(StandardCharsets.US_ASCII));
            say("Exported " + manifest.counted() + " to " + out + ".");
        } catch (IOException e) {
            throw new CommandFailure("The file " + out + " cannot be written; check its folder and space.", e);
        }
    }

    @Command(
            name = "import",
            description =
                    "Reads such a file into the store that MONGODB_URI names, or into the embedded one without it,"
                            + " and has the home use that one.",
            mixinStandardHelpOptions = true)
    void take(@Mixin HomeOption option, @Parameters(paramLabel = "FILE", description = "what was exported") Path file) {
        try (var home = StoppedHome.take(option.home().root());
                var archive = DumpFile.open(file, StoreContent.KIND)) {
            archive.verify();
            StoreContent.requireReadable(archive.manifest(), DataVersion.CURRENT);
            var known = requireOwn(home, archive.manifest());
            requireUnchanged(home, file);
            var move = new StoreMove(home, known);
            var target = move.fill(archive);
            say("Imported " + archive.manifest().counted() + "; counts, hashes and indexes are those of the file.");
            say(target);
        } catch (IOException e) {
            throw new CommandFailure("The file " + file + " cannot be read, or the home not be written.", e);
        }
    }

    private static MongoStore opened(StoppedHome home) {
        try {
            return MongoStore.asItIs(home.place(), Platform.VERSION);
        } catch (IllegalStateException refused) {
            throw new CommandFailure(refused.getMessage(), refused);
        }
    }

    private static StoreRecord requireOwn(StoppedHome home, DumpManifest manifest) {
        return StoreRecord.read(home.home().data())
                .filter(record -> record.id().equals(StoreContent.storeId(manifest)))
                .orElseThrow(
                        () -> new CommandFailure("The file is not of this home's store; a backup of another home is"
                                + " taken in with a64 restore."));
    }

    /** What a node has written since would be lost. */
    private static void requireUnchanged(StoppedHome home, Path file) throws IOException {
        var exported = StoreRecord.exported(home.home().data())
                .read()
                .map(content -> new String(content, StandardCharsets.US_ASCII));
        if (exported.filter(Digests.sha256(file)::equals).isEmpty()) {
            throw new CommandFailure("The file is not what was last exported from this home, or a node has run since:"
                    + " export again, and import before it is started.");
        }
    }

    private void say(String line) {
        spec.commandLine().getOut().println(line);
    }
}
