package com.a64platform.core.backup;

import com.a64platform.core.platform.DurableFile;
import com.a64platform.core.platform.Scratch;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A home changes over to what was made beside it. Until {@code .restore/ready} is there nothing of the home is touched; from
 * then on a start is refused until the change is finished, which can be done any number of times. What was there before stays
 * in a folder of its own.
 *
 * @param root the stopped home's
 */
public record HomeSwap(Path root) {
    private static final List<String> PARTS = List.of("conf", "data", "deploy");

    /** Where what comes is made; anew, without what one that was cut off has left. */
    Path begin() {
        discard();
        return Scratch.at(work().resolve("new")).folder();
    }

    /** @param kept a name for the folder in which what was there before stays */
    void commit(String kept) throws IOException {
        Scratch.at(old());
        DurableFile.forceTree(work());
        DurableFile.writePrivate(ready(), kept.getBytes(StandardCharsets.US_ASCII));
        finish();
    }

    /** Ends a change that was cut off; says where what was there before is, or nothing when there was none to end. */
    public Optional<Path> finish() {
        try {
            if (Files.notExists(ready())) {
                return Optional.empty();
            }
            var kept = root.resolve(Files.readString(ready(), StandardCharsets.US_ASCII));
            for (var part : PARTS) {
                change(part);
            }
            if (Files.exists(old())) {
                DurableFile.moveInto(old(), kept);
            }
            DurableFile.delete(ready());
            discard();
            return Optional.of(kept);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "The home " + root + " cannot be changed over; check the disk and try again", e);
        }
    }

    /**
     * Refuses a home that is half one and half another: nothing may read or write it before its change is finished.
     *
     * @throws ProblemException CONFLICT
     */
    public void requireWhole() {
        if (Files.exists(ready())) {
            throw new ProblemException(
                    ErrorCode.CONFLICT,
                    "A restore of the home " + root
                            + " was cut off while it changed over: finish it with a64 restore --finish.");
        }
    }

    /**
     * Gives up a restore that was cut off before it changed anything; says whether there was one.
     *
     * @throws ProblemException CONFLICT when it has changed something
     */
    public boolean giveUp() {
        requireWhole();
        boolean begun = Files.exists(work());
        discard();
        return begun;
    }

    /** Throws away what has not been committed. */
    void discard() {
        new Scratch(work()).close();
    }

    /** Each of the two renames is seen by whether its source is there. */
    private void change(String part) throws IOException {
        var comes = work().resolve("new").resolve(part);
        if (Files.notExists(comes)) {
            return;
        }
        if (Files.exists(root.resolve(part))) {
            DurableFile.moveInto(root.resolve(part), old().resolve(part));
        }
        DurableFile.moveInto(comes, root.resolve(part));
    }

    private Path ready() {
        return work().resolve("ready");
    }

    private Path old() {
        return work().resolve("old");
    }

    private Path work() {
        return root.resolve(".restore");
    }
}
