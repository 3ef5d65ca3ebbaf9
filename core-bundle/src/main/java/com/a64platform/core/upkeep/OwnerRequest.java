package com.a64platform.core.upkeep;

import com.a64platform.core.crypto.JsonMembers;
import com.a64platform.core.crypto.MalformedDocumentException;
import com.a64platform.core.crypto.StrictJson;
import com.a64platform.core.operations.Operation;
import com.a64platform.core.operations.OperationState;
import com.a64platform.core.operations.StepRecord;
import com.a64platform.core.platform.Home;
import com.a64platform.core.platform.PrivateFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/**
 * A request that the command line leaves in {@code run/} for the node, and its answer. Only the home's owner can write or
 * read there, so that neither needs a password. A request is taken once: one whose node dies over it has no answer.
 *
 * @param name what is asked for
 */
public record OwnerRequest(Home home, String name) {
    public static final String AUDIT_VERIFY = "audit-verify";
    public static final String ROTATE_KEYS = "rotate-keys";
    public static final String BACKUP = "backup";

    public static final String DATA_LIST = "data-list";
    public static final String DATA_RESTORE = "data-restore";

    public static final String MODULE_UPDATE = "module-update";
    public static final String MODULE_ALLOW = "module-allow";

    private static final String ID = "id";
    private static final String ARGUMENTS = "arguments";

    /**
     * What the node says.
     *
     * @param exitCode of the command that asked
     * @param lines for the person at the keyboard
     */
    public record Answer(int exitCode, List<String> lines) {
        public Answer {
            lines = List.copyOf(lines);
        }

        /** What an operation has said, and when it has not succeeded why. */
        public static Answer of(Operation operation) {
            List<String> lines = new ArrayList<>();
            operation.steps().stream()
                    .map(StepRecord::detail)
                    .filter(detail -> !detail.isEmpty())
                    .forEach(lines::add);
            if (operation.state() == OperationState.SUCCEEDED) {
                return new Answer(0, lines);
            }
            lines.add(operation.failure().map(Operation.Failure::detail).orElse("It is still running."));
            return new Answer(1, lines);
        }
    }

    /**
     * A request that was taken.
     *
     * @param arguments by name
     */
    record Taken(String id, Map<String, String> arguments) {}

    /**
     * Hands it to the node of the home and returns its id.
     *
     * @param arguments by name
     */
    public String submit(Map<String, String> arguments) {
        var id = UUID.randomUUID().toString();
        var document = StrictJson.object().put(ID, id);
        document.set(ARGUMENTS, StrictJson.node(new TreeMap<>(arguments)));
        answer().delete();
        request().write(StrictJson.write(document));
        return id;
    }

    /** Whether the node has taken it. */
    public boolean isTaken() {
        return request().read().isEmpty();
    }

    /** Takes it back. */
    public void withdraw() {
        request().delete();
    }

    /** The answer to the request of an id, once it is there. */
    public Optional<Answer> answerTo(String id) {
        try {
            var content = answer().read();
            if (content.isEmpty()) {
                return Optional.empty();
            }
            var members = StrictJson.read(content.get(), Set.of(ID, "exitCode", "lines"));
            return members.text(ID).equals(id) ? Optional.of(parsed(members)) : Optional.empty();
        } catch (MalformedDocumentException e) {
            throw new IllegalStateException("The node's answer cannot be read", e);
        }
    }

    /** What waits for the node; taken with this call. */
    Optional<Taken> take() throws MalformedDocumentException {
        var content = request().read();
        if (content.isEmpty()) {
            return Optional.empty();
        }
        request().delete();
        var members = StrictJson.read(content.get(), Set.of(ID, ARGUMENTS));
        Map<String, String> arguments = new TreeMap<>();
        var said = members.object(ARGUMENTS);
        for (var name : said.plain().keySet()) {
            arguments.put(name, said.text(name));
        }
        return Optional.of(new Taken(members.text(ID), arguments));
    }

    void answer(String id, Answer answer) {
        var document = StrictJson.object().put(ID, id).put("exitCode", answer.exitCode());
        answer.lines().forEach(document.putArray("lines")::add);
        answer().write(StrictJson.write(document));
    }

    private static Answer parsed(JsonMembers members) throws MalformedDocumentException {
        return new Answer((int) members.number("exitCode"), members.texts("lines"));
    }

    private PrivateFile request() {
        return new PrivateFile(home.run().resolve(name + ".request"));
    }

    private PrivateFile answer() {
        return new PrivateFile(home.run().resolve(name + ".answer"));
    }
}
