package com.a64platform.core.dropin;

import com.a64platform.core.admission.DeployFiles;
import com.a64platform.core.admission.FileChanges;
import com.a64platform.core.problem.ProblemException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;

/** The notes beside refused files: {@code NAME.refused.txt} says why and what to do. */
final class DropNotes {
    static final String ENDING = ".refused.txt";
    /** What is said of every file that is not of these. */
    static final String ONLY =
            "Only NAME.jar with NAME.jar.sig and, if the module wants one, NAME.license are taken here,"
                    + " and NAME.cdx.json with them; or all in one file, NAME.a64.";

    private DropNotes() {}

    static void write(Path file, ProblemException refusal) {
        write(file, refusal.code().slug(), refusal.detail(), refusal);
    }

    static void write(Path file, String code, String detail) {
        write(file, code, detail, null);
    }

    static void remove(Path file) {
        var note = note(file);
        if (Files.exists(note, LinkOption.NOFOLLOW_LINKS)) {
            FileChanges.delete(note);
        }
    }

    private static void write(Path file, String code, String detail, ProblemException refusal) {
        var text = new StringBuilder()
                .append(file.getFileName())
                .append(" was refused at ")
                .append(Instant.now().truncatedTo(ChronoUnit.SECONDS))
                .append(".\n\n")
                .append(code)
                .append(": ")
                .append(detail)
                .append('\n');
        if (refusal != null) {
            refusal.errors().forEach(error -> text.append("  ")
                    .append(error.pointer())
                    .append(": ")
                    .append(error.detail())
                    .append('\n'));
        }
        text.append("\nNothing of it runs. This note goes when the file is accepted, changed or removed.\n");
        FileChanges.write(note(file), text.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** Whether this is the name of a note whose file is not among those present. */
    static boolean orphan(String name, Set<String> present) {
        if (!name.endsWith(ENDING) || name.equals(ENDING)) {
            return false;
        }
        var base = name.substring(0, name.length() - ENDING.length());
        return !present.contains(base)
                && !present.contains(base + DeployFiles.JAR)
                && !present.contains(base + DeployFiles.ARCHIVE);
    }

    private static Path note(Path file) {
        var name = file.getFileName().toString();
        boolean ours = name.endsWith(DeployFiles.JAR) || name.endsWith(DeployFiles.ARCHIVE);
        return file.resolveSibling((ours ? name.substring(0, name.length() - 4) : name) + ENDING);
    }
}
