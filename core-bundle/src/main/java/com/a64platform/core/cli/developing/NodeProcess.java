package com.a64platform.core.cli.developing;

import com.a64platform.core.cli.CommandFailure;
import com.a64platform.core.crypto.MalformedDocumentException;
import com.a64platform.core.crypto.StrictJson;
import com.a64platform.core.platform.Home;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The process of a home's node: the one that runs, or one that {@code ./a64 start} makes. */
final class NodeProcess {
    private static final String LAUNCHER = "com.a64platform.launcher.Main";

    private NodeProcess() {}

    /** The number of a killed node may belong to anybody by now. */
    static Optional<ProcessHandle> running(Home home) {
        return pid(home)
                .flatMap(ProcessHandle::of)
                .filter(process -> process.info().commandLine().orElse(LAUNCHER).contains(LAUNCHER))
                .filter(ProcessHandle::isAlive);
    }

    /** What it prints, the first administrator's password too, goes where our own output goes. */
    static ProcessHandle start(Home home, Optional<Integer> port) {
        var script = System.getProperty("a64.script");
        if (script == null) {
            throw new CommandFailure("Call this through ./a64, which can start a node.");
        }
        List<String> command = new ArrayList<>(List.of(script, "start", "--default", "A64_MODE=development"));
        boolean usual = Boolean.getBoolean("a64.default-home");
        if (!usual) {
            command.addAll(List.of("--home", home.root().toString()));
        }
        port.ifPresent(number -> command.addAll(List.of("--port", number.toString())));
        var builder = new ProcessBuilder(command).inheritIO();
        builder.environment().remove("A64_HOME");
        try {
            return builder.start().toHandle();
        } catch (IOException e) {
            throw new CommandFailure("The node cannot be started with " + script + ".", e);
        }
    }

    private static Optional<Long> pid(Home home) {
        try {
            var file = Files.readAllBytes(home.run().resolve("a64.json"));
            return Optional.of(StrictJson.read(file, Set.of()).number("pid"));
        } catch (NoSuchFileException none) {
            return Optional.empty();
        } catch (IOException | MalformedDocumentException e) {
            throw new CommandFailure("The file a64.json in " + home.run() + " cannot be read.", e);
        }
    }
}
