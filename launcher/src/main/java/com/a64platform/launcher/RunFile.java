package com.a64platform.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code run/a64.json}: who runs on this home and where it answers; read by {@code a64 status} and {@code a64 stop}. */
record RunFile(Path path) {
    private static final Pattern PID = Pattern.compile("\"pid\"\\s*:\\s*(\\d+)");

    void write(String url) throws IOException {
        String json = "{\"pid\":%d,\"url\":\"%s\",\"startedAt\":\"%s\"}%n"
                .formatted(ProcessHandle.current().pid(), url, Instant.now());
        Path fresh = path.resolveSibling(path.getFileName() + ".new");
        Files.writeString(fresh, json);
        Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    void delete() throws IOException {
        Files.deleteIfExists(path);
    }

    Optional<Long> pid() {
        try {
            Matcher matcher = PID.matcher(Files.readString(path));
            return matcher.find() ? Optional.of(Long.valueOf(matcher.group(1))) : Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw StartRefused.badSetting("The file " + path + " cannot be read: " + e + ".");
        }
    }
}
