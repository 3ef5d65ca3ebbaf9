package com.a64platform.core.scanning;

import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Reads an archive that is no artifact by the same rules of structure: plain names, none twice, no links, no bombs,
 * nothing hidden, every entry what the directory says. Its entries may be archives; those are judged on their own.
 */
public final class StrictArchive {
    private StrictArchive() {}

    /** Takes one entry; one whose data it does not copy is not unpacked. */
    @FunctionalInterface
    public interface Visitor {
        void entry(String name, long size, Data data) throws IOException;
    }

    /** The data of one entry. */
    @FunctionalInterface
    public interface Data {
        /** Unpacks it; not more bytes than its stated size. */
        void copyTo(OutputStream out) throws IOException;
    }

    /**
     * Shows every entry in the order of their data.
     *
     * @param maxBytes how much all of it may have, unpacked
     * @throws ProblemException ARTIFACT_REFUSED with a sentence that says why
     */
    public static void read(Path archive, long maxBytes, Visitor visitor) throws IOException {
        try (FileChannel file = FileChannel.open(archive, StandardOpenOption.READ)) {
            Budget budget = new Budget(ScanLimits.DEFAULT.upTo(maxBytes));
            budget.archive(file.size());
            CentralDirectory directory = new CentralDirectory(file);
            EntryData.Buffers buffers = new EntryData.Buffers();
            for (Entry entry : directory.read(budget, new EntryNames(true))) {
                EntryData data = new EntryData(file, directory.dataStart(entry), entry, budget, buffers);
                visitor.entry(entry.name(), entry.size(), out -> copy(data, out));
            }
        } catch (Refusal refusal) {
            throw refused(refusal);
        }
    }

    private static void copy(EntryData data, OutputStream out) throws IOException {
        try {
            data.copyTo(out);
        } catch (Refusal refusal) {
            throw refused(refusal);
        }
    }

    private static ProblemException refused(Refusal refusal) {
        return new ProblemException(
                ErrorCode.ARTIFACT_REFUSED, "The archive is refused: " + refusal.getMessage() + ".", refusal);
    }
}
