package com.a64platform.core.cli.developing;

import com.a64platform.core.cli.CommandFailure;
import com.a64platform.core.platform.DurableFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Optional;

/** The source checkout from which {@code ./a64} was called. */
record Checkout(Path root) {
    private static final String END = "</modules>";

    /** Absent when the distribution's script was called. */
    static Optional<Checkout> here() {
        return Optional.ofNullable(System.getProperty("a64.checkout")).map(root -> new Checkout(Path.of(root)));
    }

    Path modules() {
        return root.resolve("modules").toAbsolutePath().normalize();
    }

    /**
     * Lists a module in the parent pom.
     *
     * @return what was done, or what is left to do, as a sentence
     */
    String addModule(String path) {
        var pom = root.resolve("pom.xml");
        var line = "<module>" + path + "</module>";
        try {
            var text = Files.readString(pom);
            int end = text.indexOf(END);
            if (end < 0 || end != text.lastIndexOf(END)) {
                return "Add the line " + line + " to the modules of " + pom + ".";
            }
            int start = text.lastIndexOf('\n', end) + 1;
            var indent = text.substring(start, end);
            var added = text.substring(0, start) + indent + "  " + line + "\n" + text.substring(start);
            boolean built = upToDate(pom);
            DurableFile.write(pom, added.getBytes(StandardCharsets.UTF_8));
            if (built) {
                Files.setLastModifiedTime(stamp(), FileTime.from(Instant.now()));
            }
            return "Added the line " + line + " to " + pom + ".";
        } catch (IOException e) {
            throw new CommandFailure("The line " + line + " cannot be added to " + pom + "; add it by hand.", e);
        }
    }

    /** One more module in the list changes nothing of the platform: it need not be built again for that. */
    private boolean upToDate(Path pom) throws IOException {
        return Files.exists(stamp())
                && Files.getLastModifiedTime(stamp()).compareTo(Files.getLastModifiedTime(pom)) >= 0;
    }

    /** What {@code ./a64} compares the sources' times with. */
    private Path stamp() {
        return root.resolve("launcher/target/a64/.built-platform");
    }
}
