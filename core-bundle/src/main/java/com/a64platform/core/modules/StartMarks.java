package com.a64platform.core.modules;

import com.a64platform.core.crypto.JsonMembers;
import com.a64platform.core.crypto.MalformedDocumentException;
import com.a64platform.core.crypto.StrictJson;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which artifacts are being started, which have only just been, and which a process died of, in a file of the home. The
 * file is renamed into place and not forced: a killed process loses nothing of it, and a power loss counts as nobody's
 * fault anyway. Not thread-safe.
 */
final class StartMarks {
    private static final Set<String> MEMBERS = Set.of("machine", "starting", "settling", "deaths");

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
            var members = StrictJson.read(Files.readAllBytes(file), MEMBERS);
            machineBefore = members.text("machine");
            starting.addAll(members.texts("starting"));
            settling.addAll(members.texts("settling"));
            for (var death : members.entries("deaths").entrySet()) {
                deaths.put(death.getKey(), times(death.getValue()));
            }
        } catch (MalformedDocumentException torn) {
            starting.clear();
            settling.clear();
            deaths.clear();
        } catch (IOException e) {
            throw new UncheckedIOException("The file " + file + " cannot be read", e);
        }
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
            Path part = Files.createTempFile(Files.createDirectories(file.getParent()), ".starts-", ".part");
            Files.write(part, StrictJson.write(document));
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("The file " + file + " cannot be written; check the disk", e);
        }
    }

    private static List<Instant> times(JsonMembers death) throws MalformedDocumentException {
        List<Instant> times = new ArrayList<>();
        for (String time : death.texts("times")) {
            times.add(Instant.parse(time));
        }
        return times;
    }
}
