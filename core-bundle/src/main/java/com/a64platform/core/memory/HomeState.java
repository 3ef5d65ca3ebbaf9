package com.a64platform.core.memory;

import com.a64platform.core.crypto.JsonMembers;
import com.a64platform.core.crypto.MacKey;
import com.a64platform.core.crypto.MalformedDocumentException;
import com.a64platform.core.crypto.StrictJson;
import com.a64platform.core.memory.MonotonicState.Floor;
import com.a64platform.core.platform.PrivateFile;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** The home's own copy of the monotonic state, with a MAC under a key of the home: a restored store cannot lower it. */
final class HomeState {
    private static final int MAC_LENGTH = 32;
    private static final Set<String> UNDERSTOOD = Set.of("counters", "floors", "pins");

    private final PrivateFile file;
    private final Path keyFile;

    HomeState(Path file, Path keyFile) {
        this.file = new PrivateFile(file);
        this.keyFile = keyFile;
    }

    /** @throws ProblemException TRUST_METADATA_INVALID when somebody else wrote it */
    MonotonicState read() {
        var content = file.read();
        return content.isEmpty() ? MonotonicState.EMPTY : verified(content.get());
    }

    void write(MonotonicState state) {
        var body = StrictJson.write(document(state));
        var mac = MacKey.loadOrCreate(keyFile).mac(body);
        var whole = Arrays.copyOf(mac, mac.length + body.length);
        System.arraycopy(body, 0, whole, mac.length, body.length);
        file.write(whole);
    }

    private MonotonicState verified(byte[] content) {
        if (content.length > MAC_LENGTH) {
            var mac = Arrays.copyOf(content, MAC_LENGTH);
            var body = Arrays.copyOfRange(content, MAC_LENGTH, content.length);
            if (MacKey.loadOrCreate(keyFile).made(mac, body)) {
                return parsed(body);
            }
        }
        throw new ProblemException(
                ErrorCode.TRUST_METADATA_INVALID,
                "The file " + file.path().getFileName() + " of this home was not written by it, so nothing new is"
                        + " admitted; restore it and the home's keys from a backup.");
    }

    private static MonotonicState parsed(byte[] body) {
        try {
            var members = StrictJson.read(body, UNDERSTOOD);
            Map<String, Floor> floors = new HashMap<>();
            for (var entry : members.entries("floors").entrySet()) {
                var floor = entry.getValue();
                floors.put(entry.getKey(), new Floor(floor.number("generation"), floor.text("version")));
            }
            return new MonotonicState(counters(members.object("counters")), floors, pins(members.object("pins")));
        } catch (MalformedDocumentException e) {
            throw new IllegalStateException("The home's own state cannot be read although its MAC holds", e);
        }
    }

    private static Map<String, Long> counters(JsonMembers members) throws MalformedDocumentException {
        Map<String, Long> counters = new HashMap<>();
        for (var entry : members.node().properties()) {
            counters.put(entry.getKey(), members.number(entry.getKey()));
        }
        return counters;
    }

    private static Map<String, String> pins(JsonMembers members) throws MalformedDocumentException {
        Map<String, String> pins = new HashMap<>();
        for (var entry : members.node().properties()) {
            pins.put(entry.getKey(), members.text(entry.getKey()));
        }
        return pins;
    }

    private static ObjectNode document(MonotonicState state) {
        var document = StrictJson.object();
        var counters = document.putObject("counters");
        state.counters().forEach(counters::put);
        var floors = document.putObject("floors");
        state.floors().forEach((module, floor) -> floors.putObject(module)
                .put("generation", floor.generation())
                .put("version", floor.version()));
        var pins = document.putObject("pins");
        state.pins().forEach(pins::put);
        return document;
    }
}
