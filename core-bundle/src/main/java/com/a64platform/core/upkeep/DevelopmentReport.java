package com.a64platform.core.upkeep;

import com.a64platform.core.crypto.JsonMembers;
import com.a64platform.core.crypto.MalformedDocumentException;
import com.a64platform.core.crypto.StrictJson;
import com.a64platform.core.platform.Home;
import com.a64platform.core.platform.PrivateFile;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a node in development mode tells the command line in {@code run/}: where it takes modules in, and which artifact of
 * each serves at this moment. Only the home's owner can read it. Immutable.
 *
 * @param pid the node's process, so that what a killed one has left is not believed
 * @param deploy the folder it watches
 * @param serving the SHA-256 of the artifact that serves, by the module's name; its routes are attached
 */
public record DevelopmentReport(long pid, Path deploy, Map<String, String> serving) {
    private static final String PID = "pid";
    private static final String DEPLOY = "deploy";
    private static final String SERVING = "serving";

    public DevelopmentReport {
        serving = Map.copyOf(serving);
    }

    /** The newest one of a home, if there is any. */
    public static Optional<DevelopmentReport> read(Home home) {
        return file(home).read().map(DevelopmentReport::parsed);
    }

    /** What a node has left there that does not tell any more. */
    static void withdraw(Home home) {
        file(home).delete();
    }

    void write(Home home) {
        var document = StrictJson.object().put(PID, pid).put(DEPLOY, deploy.toString());
        var modules = document.putObject(SERVING);
        new TreeMap<>(serving).forEach(modules::put);
        file(home).write(StrictJson.write(document));
    }

    private static DevelopmentReport parsed(byte[] content) {
        try {
            var members = StrictJson.read(content, Set.of(PID, DEPLOY, SERVING));
            return new DevelopmentReport(
                    members.number(PID), Path.of(members.text(DEPLOY)), texts(members.object(SERVING)));
        } catch (MalformedDocumentException e) {
            throw new IllegalStateException("The node's report cannot be read", e);
        }
    }

    private static Map<String, String> texts(JsonMembers members) throws MalformedDocumentException {
        Map<String, String> found = new TreeMap<>();
        for (var name : members.plain().keySet()) {
            found.put(name, members.text(name));
        }
        return found;
    }

    private static PrivateFile file(Home home) {
        return new PrivateFile(home.run().resolve("development.json"));
    }
}
