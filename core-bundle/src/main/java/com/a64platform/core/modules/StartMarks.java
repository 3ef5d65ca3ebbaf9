package com.a64platform.core.modules;

import com.a64platform.core.crypto.JsonMembers;
import com.a64platform.core.crypto.MalformedDocumentException;
import com.a64platform.core.crypto.StrictJson;
import com.a64platform.core.platform.DurableFile;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which artifacts are being started, which have only just been, and which a process died of, in a file of the home: one
 * document, and after it a line for each change since. The file is not forced: a killed process loses nothing of it, and a
 * power loss counts as nobody's fault anyway. Not thread-safe.
 */
final class StartMarks {
    private static final Set<String> MEMBERS = Set.of("machine", "starting", "settling", "deaths");
    private static final String BEGUN = "begun";
    private static final String ENDED = "ended";
    private static final String SETTLED = "settled";

    private final Path file;
    private final String machine;
    private final Set<String> starting = new HashSet<>();
    private final Set<String> settling = new HashSet<>();
    private final Map<String, List<Instant>> deaths = new LinkedHashMap<>();
    private String machineBefore = "";

    /** @param machine changes when the machine starts anew */
    StartMarks(Path file, String machine) {
        this.file = file;
        this.machine = machine;
    }

    /** Reads what the process before has left; a file that cannot be read says nothing. */
    void read() {
        if (Files.notExists(file)) {
            return;
        }
        try {
            var lines = Files.readString(file).split("\n", -1);
            readDocument(lines[0]);
            // What follows the last line's end was torn off; what it would have said had not begun.
            for (int line = 1; line < lines.length - 1; line++) {
                repeat(lines[line]);
            }
        } catch (MalformedDocumentException torn) {
            starting.clear();
            settling.clear();
            deaths.clear();
        } catch (IOException e) {
            throw new UncheckedIOException("The file " + file + " cannot be read", e);
        }
    }

    private void readDocument(String line) throws MalformedDocumentException {
        var members = StrictJson.read(line.getBytes(StandardCharsets.UTF_8), MEMBERS);
        machineBefore = members.text("machine");
        starting.addAll(members.texts("starting"));
        settling.addAll(members.texts("settling"));
        for (var death : members.entries("deaths").entrySet()) {
            deaths.put(death.getKey(), times(death.getValue()));
        }
    }

    private void repeat(String line) throws MalformedDocumentException {
        var words = line.split(" ", 2);
        switch (words[0]) {
            case BEGUN -> starting.add(words[1]);
            case ENDED -> moveToSettling(words[1]);
            case SETTLED -> forget(words[1]);
            default -> throw new MalformedDocumentException("Nothing is called " + words[0]);
        }
    }

    /** The artifact's start begins. */
    void begun(String sha256) {
        starting.add(sha256);
        append(BEGUN, sha256);
    }

    /** The artifact's start has ended; it has yet to settle. */
    void ended(String sha256) {
        moveToSettling(sha256);
        append(ENDED, sha256);
    }

    /** The artifact has settled and is clean. When nothing is left that could be blamed the file becomes short again. */
    void settled(String sha256) {
        forget(sha256);
        if (starting.isEmpty() && settling.isEmpty()) {
            write();
        } else {
            append(SETTLED, sha256);
        }
    }

    private void moveToSettling(String sha256) {
        starting.remove(sha256);
        settling.add(sha256);
    }

    private void forget(String sha256) {
        settling.remove(sha256);
        deaths.remove(sha256);
    }

    /** Whether the machine has been started since, so that the end of the process before says nothing of modules. */
    boolean ofAnotherMachineStart() {
        return !machineBefore.equals(machine);
    }

    Set<String> starting() {
        return starting;
    }

    Set<String> settling() {
        return settling;
    }

    Map<String, List<Instant>> deaths() {
        return deaths;
    }

    void write() {
        ObjectNode document = StrictJson.object().put("machine", machine);
        starting.forEach(document.putArray("starting")::add);
        settling.forEach(document.putArray("settling")::add);
        var died = document.putObject("deaths");
        deaths.forEach((artifact, times) -> {
            var list = died.putObject(artifact).putArray("times");
            times.forEach(time -> list.add(time.toString()));
        });
        try {
            Files.createDirectories(file.getParent());
            Path part = DurableFile.part(file, "starts");
            Files.write(part, StrictJson.write(document));
            Files.writeString(part, "\n", StandardOpenOption.APPEND);
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    /** A thousand modules that start one after the other would write the whole document two thousand times. */
    private void append(String change, String sha256) {
        try {
            Files.writeString(file, change + " " + sha256 + "\n", StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    private UncheckedIOException unwritable(IOException e) {
        return new UncheckedIOException("The file " + file + " cannot be written; check the disk", e);
    }

    private static List<Instant> times(JsonMembers death) throws MalformedDocumentException {
        List<Instant> times = new ArrayList<>();
        for (String time : death.texts("times")) {
            times.add(Instant.parse(time));
        }
        return times;
    }
}
