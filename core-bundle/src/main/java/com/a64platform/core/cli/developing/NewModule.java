package com.a64platform.core.cli.developing;

import com.a64platform.core.cli.CommandFailure;
import com.a64platform.core.descriptors.DescriptorReader;
import com.a64platform.core.descriptors.ReservedPackages;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.lang.model.SourceVersion;

/**
 * A module that is about to be made from the templates beside this class.
 *
 * @param name as in the descriptor
 * @param packageName of its Java classes
 */
record NewModule(String name, String packageName) {
    private static final String ROOT = "com.example.";
    /** As the descriptor's schema wants it; an underscore, which that takes for a hyphen, is none of our making. */
    private static final Pattern FORM = Pattern.compile("[a-z][a-z0-9-]{2,49}");

    /** Of the parent project, and of plugin-api in it. */
    private static final String PLATFORM = "1.0.0";

    /**
     * @param packageName absent: one below {@code com.example}
     * @throws IllegalArgumentException when the platform would refuse a module of this name or package; says why
     */
    static NewModule of(String name, Optional<String> packageName) {
        if (!FORM.matcher(name).matches()) {
            throw new IllegalArgumentException("No module can be called " + name
                    + ": a name is 3 to 50 lower-case letters, digits and hyphens, a letter first.");
        }
        var module = new NewModule(name, packageName.orElseGet(() -> packageFor(name)));
        new DescriptorReader()
                .faults(module.render("module.json.template")).stream()
                        .findFirst()
                        .ifPresent(fault -> {
                            throw new IllegalArgumentException("No module can be called " + name + ": "
                                    + fault.pointer() + " " + fault.detail() + ".");
                        });
        module.requirePackage();
        return module;
    }

    /** Writes its files into a folder that does not exist yet. */
    void writeTo(Path folder, boolean inCheckout) {
        var code = packageName.replace('.', '/') + "/";
        try {
            write("bnd.bnd.template", folder.resolve("bnd.bnd"));
            write(inCheckout ? "pom-in-checkout.xml.template" : "pom-alone.xml.template", folder.resolve("pom.xml"));
            write("module.json.template", folder.resolve("src/main/resources/META-INF/a64/module.json"));
            write("package-info.java.template", folder.resolve("src/main/java/" + code + "package-info.java"));
            write("Resource.java.template", folder.resolve("src/main/java/" + code + className() + "Resource.java"));
            write(
                    "ResourceTest.java.template",
                    folder.resolve("src/test/java/" + code + className() + "ResourceTest.java"));
        } catch (IOException e) {
            throw new CommandFailure("The module cannot be written to " + folder + "; check rights and space.", e);
        }
    }

    private void requirePackage() {
        boolean plain = SourceVersion.isName(packageName) && packageName.matches("[a-z0-9_.]+");
        if (!plain || !packageName.contains(".")) {
            throw new IllegalArgumentException(
                    "No Java package can be called " + packageName + "; give one such as com.example.farm.");
        }
        boolean taken = ReservedPackages.inside(packageName)
                || ReservedPackages.within(packageName, "com.a64platform.api")
                || ReservedPackages.within(packageName, "java")
                || ReservedPackages.within(packageName, "javax")
                || ReservedPackages.within(packageName, "jakarta");
        if (taken) {
            throw new IllegalArgumentException("The package " + packageName
                    + " belongs to the platform or to Java; give one of your own, such as com.example.farm.");
        }
    }

    private void write(String template, Path target) throws IOException {
        Files.createDirectories(target.getParent());
        Files.write(target, render(template));
    }

    private byte[] render(String template) {
        try (var in = NewModule.class.getResourceAsStream(template)) {
            var text = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .replace("@name@", name)
                    .replace("@title@", title(" "))
                    .replace("@package@", packageName)
                    .replace("@class@", className())
                    .replace("@platform@", PLATFORM);
            return text.getBytes(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("The template " + template + " cannot be read", e);
        }
    }

    private String className() {
        return title("");
    }

    private String title(String between) {
        return Arrays.stream(name.split("-"))
                .filter(word -> !word.isEmpty())
                .map(word -> word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1))
                .collect(Collectors.joining(between));
    }

    private static String packageFor(String name) {
        var last = name.replace("-", "");
        return ROOT + (SourceVersion.isKeyword(last) ? last + "module" : last);
    }
}
