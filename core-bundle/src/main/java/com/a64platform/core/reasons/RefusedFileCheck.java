package com.a64platform.core.reasons;

import com.a64platform.core.platform.Platform;
import com.a64platform.core.tenants.Tenant;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * The notes beside files in deploy/ that were refused, as far as the file's name says that it is of this module. What is
 * dropped belongs to the default tenant, an update to all that have the module.
 */
@Component(service = RefusedFileCheck.class)
public final class RefusedFileCheck implements Check {
    private static final String ENDING = ".refused.txt";
    private static final int LONGEST = 16 * 1024;
    /** As {@code DropNotes} writes them. */
    private static final Pattern NOTE = Pattern.compile(
            "(\\S+) was refused at (\\S+Z)\\.\\R\\R([a-z-]+): (.*?)\\R\\RNothing of it runs", Pattern.DOTALL);

    private final Path deploy;

    @Activate
    public RefusedFileCheck(@Reference Platform platform) {
        this.deploy = platform.home().deploy();
    }

    @Override
    public List<Cause> look(Case module) {
        if (module.installation().isEmpty() && !module.tenantId().equals(Tenant.DEFAULT_ID)) {
            return List.of();
        }
        List<Cause> causes = new ArrayList<>();
        try (var notes = Files.newDirectoryStream(deploy, module.module() + "-[0-9]*" + ENDING)) {
            for (var note : notes) {
                read(note).flatMap(text -> cause(module, text)).ifPresent(causes::add);
            }
        } catch (NoSuchFileException absent) {
            return causes; // nothing is watched, so nothing was refused
        } catch (IOException e) {
            throw new UncheckedIOException("The folder deploy/ could not be listed", e);
        }
        return causes;
    }

    /** A note that goes at this moment is none any more. */
    private static Optional<String> read(Path note) throws IOException {
        if (!Files.isRegularFile(note, LinkOption.NOFOLLOW_LINKS) || Files.size(note) > LONGEST) {
            return Optional.empty();
        }
        try {
            return Optional.of(Files.readString(note, StandardCharsets.UTF_8));
        } catch (NoSuchFileException gone) {
            return Optional.empty();
        }
    }

    private static Optional<Cause> cause(Case module, String note) {
        var said = NOTE.matcher(note);
        if (!said.find()) {
            return Optional.empty();
        }
        var fault = StartFault.in(said.group(4), module);
        var cause = Cause.stopping(
                fault.map(StartFault::code).orElse(said.group(3)),
                "The file " + said.group(1) + " in deploy/ was refused: " + said.group(4),
                fault.map(StartFault::advice).orElseGet(() -> FailureAdvice.of(said.group(3), module)));
        return Optional.of(fault.map(found -> found.evidence(cause))
                .orElse(cause)
                .ifStops(!module.serves())
                .since(Instant.parse(said.group(2)))
                .with("file", said.group(1))
                .with("error", said.group(3)));
    }
}
