package com.a64platform.core.cli.developing;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code module new}: a small complete module that {@code ./a64 dev} runs. */
@Command(name = "new", description = "Makes a small complete module for ./a64 dev.", mixinStandardHelpOptions = true)
public final class NewModuleCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "NAME", description = "lower-case letters, digits and hyphens, such as farm-manager")
    private String name;

    @Option(
            names = "--dir",
            paramLabel = "FOLDER",
            description = "makes FOLDER/NAME (default: modules/NAME in a source checkout, else ./NAME)")
    private Optional<Path> parent = Optional.empty();

    @Option(names = "--package", paramLabel = "PKG", description = "the Java package (default: com.example.NAME)")
    private Optional<String> packageName = Optional.empty();

    @Override
    public void run() {
        var module = checked();
        var checkout = Checkout.here();
        var folder = parent.or(() -> checkout.map(Checkout::modules))
                .orElse(Path.of(""))
                .resolve(name)
                .toAbsolutePath()
                .normalize();
        if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            throw wrong("There is something at " + folder + " already; choose another name or --dir.");
        }
        var home = checkout.filter(here -> folder.getParent().equals(here.modules()));
        module.writeTo(folder, home.isPresent());
        say("Made the module " + name + " in " + folder + ".");
        home.ifPresent(here -> say(here.addModule("modules/" + name)));
        say("Run it with: ./a64 dev " + shortest(folder));
    }

    private NewModule checked() {
        try {
            return NewModule.of(name, packageName);
        } catch (IllegalArgumentException refused) {
            throw wrong(refused.getMessage());
        }
    }

    private ParameterException wrong(String sentence) {
        return new ParameterException(spec.commandLine(), sentence);
    }

    private static String shortest(Path folder) {
        var here = Path.of("").toAbsolutePath();
        return (folder.startsWith(here) ? here.relativize(folder) : folder).toString();
    }

    private void say(String line) {
        spec.commandLine().getOut().println(line);
    }
}
