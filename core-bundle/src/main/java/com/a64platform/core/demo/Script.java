package com.a64platform.core.demo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The script {@code a64}, called as a person would in the demo's folder. */
final class Script {
    private static final List<String> SETTINGS = List.of("A64_", "MONGODB_", "MODULE_", "LICENSE_", "MAX_MODULE");

    private final Story story;
    private final Path script;
    private final Path folder;

    /** @param platform the folder that the script of a distribution lies in */
    Script(Story story, Path platform, Path folder) {
        this.story = story;
        this.script = platform.resolve("a64");
        this.folder = folder;
    }

    /** Runs a command to its end and returns what it printed. */
    String run(String... arguments) throws IOException, InterruptedException {
        story.command("./a64 " + String.join(" ", arguments));
        var errors = Files.createTempFile(folder, "command-", ".err");
        var process =
                builder(Map.of(), arguments).redirectError(errors.toFile()).start();
        process.getOutputStream().close();
        var printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int exit = process.waitFor();
        NotHeld.unless(
                exit == 0,
                "The command a64 " + arguments[0] + " ended with " + exit + ": "
                        + Files.readString(errors).strip());
        Files.delete(errors);
        return printed;
    }

    /** A process of the script that sees no settings but these. */
    ProcessBuilder builder(Map<String, String> settings, String... arguments) {
        List<String> command = new ArrayList<>(List.of(script.toString()));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).directory(folder.toFile());
        // what a person has exported must not decide what the demo shows
        builder.environment().keySet().removeIf(Script::isSetting);
        builder.environment().putAll(settings);
        return builder;
    }

    private static boolean isSetting(String variable) {
        return Stream.concat(SETTINGS.stream(), Stream.of("JDK_JAVA_OPTIONS")).anyMatch(variable::startsWith);
    }
}
