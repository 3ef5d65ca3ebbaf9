package com.a64platform.core.cli;

import com.a64platform.core.crypto.KeyFile;
import com.a64platform.core.crypto.KeyRole;
import com.a64platform.core.crypto.SigningKey;
import com.a64platform.core.platform.PrivateFile;
import com.a64platform.core.problem.ProblemException;
import java.io.Console;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/**
 * Where the passphrases of key files come from: files, else the environment, else the terminal, without echo. A mixin of
 * every command that opens a key file.
 */
public final class Passphrases {
    private static final String VARIABLE = "A64_KEY_PASSPHRASE";

    @Option(
            names = "--passphrase-file",
            paramLabel = "FILE",
            description = "a file that only you can read with the key's passphrase in its first line; with several key"
                    + " files each is opened by the one that fits (default: A64_KEY_PASSPHRASE, else the terminal)")
    private List<Path> files = List.of();

    /** For a key file that is to be made; at the terminal it is asked for twice. */
    char[] forNew(Path keyFile) {
        var given = given();
        if (!given.isEmpty()) {
            return given.get(0);
        }
        var console = terminal(keyFile);
        var first = read(console, "New passphrase for " + keyFile + ": ");
        if (!Arrays.equals(first, read(console, "The same again: "))) {
            throw new CommandFailure("The two passphrases differ; nothing was made.");
        }
        return first;
    }

    /** Opens a key file of a role. */
    public SigningKey unlock(Path keyFile, KeyRole role) {
        return unlock(KeyFile.open(keyFile).requireRole(role));
    }

    private SigningKey unlock(KeyFile key) {
        var given = given();
        if (given.isEmpty()) {
            return key.unlock(read(terminal(key.file()), "Passphrase for " + key.file() + ": "));
        }
        Optional<ProblemException> refusal = Optional.empty();
        for (char[] passphrase : given) {
            try {
                return key.unlock(passphrase);
            } catch (ProblemException wrong) {
                refusal = Optional.of(wrong); // another of the files may have the one for this key
            }
        }
        throw refusal.orElseThrow();
    }

    private List<char[]> given() {
        if (!files.isEmpty()) {
            return files.stream().map(Passphrases::firstLine).toList();
        }
        return Optional.ofNullable(System.getenv(VARIABLE))
                .map(text -> List.of(text.toCharArray()))
                .orElse(List.of());
    }

    private static char[] firstLine(Path file) {
        var content = new PrivateFile(file.toAbsolutePath())
                .read()
                .orElseThrow(() -> new CommandFailure("There is no passphrase file " + file + "."));
        return new String(content, StandardCharsets.UTF_8)
                .lines()
                .findFirst()
                .orElse("")
                .toCharArray();
    }

    private static Console terminal(Path keyFile) {
        return Optional.ofNullable(System.console())
                .orElseThrow(() -> new CommandFailure("There is no terminal to ask for the passphrase of " + keyFile
                        + "; give --passphrase-file or set " + VARIABLE + "."));
    }

    private static char[] read(Console console, String prompt) {
        return Optional.ofNullable(console.readPassword("%s", prompt))
                .orElseThrow(() -> new CommandFailure("No passphrase was given."));
    }
}
