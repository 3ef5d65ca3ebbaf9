package com.a64platform.it;

import static com.a64platform.it.Operator.patiently;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A module that passes the gate, asks for all it needs, and then runs code of an attacker's in the framework. */
final class HostileModule {
    private final PlatformProcess node;
    private final Path folder;

    /** @param folder where the module writes what came of it */
    HostileModule(PlatformProcess node, Path folder) {
        this.node = node;
        this.folder = folder;
    }

    /**
     * Drops a module whose component runs this code.
     *
     * @param code Java statements; {@code context} is the module's bundle context
     * @return what came of it: {@code done}, a stack trace, or the note of its refusal
     */
    String run(String name, String code) {
        Path told = folder.resolve(name + ".told");
        Path note = node.deploy().resolve(name + "-1.0.0.refused.txt");
        module(name, code, told).writeTo(node.deploy());
        patiently().until(() -> Files.exists(told) || Files.exists(note));
        try {
            return Files.readString(Files.exists(told) ? told : note);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ModuleJar module(String name, String code, Path told) {
        String source = "public class Hostile { public Hostile() throws Exception { String told = \"done\"; try {"
                + " org.osgi.framework.BundleContext context ="
                + " org.osgi.framework.FrameworkUtil.getBundle(Hostile.class).getBundleContext(); " + code
                + " } catch (Exception e) { java.io.StringWriter all = new java.io.StringWriter();"
                + " e.printStackTrace(new java.io.PrintWriter(all)); told = all.toString(); }"
                + " java.nio.file.Path file = java.nio.file.Path.of(\"" + told + "\");"
                + " java.nio.file.Files.writeString(java.nio.file.Path.of(file + \".part\"), told);"
                + " java.nio.file.Files.move(java.nio.file.Path.of(file + \".part\"), file); } }";
        return ModuleJar.hello()
                .named(name)
                .asking("java:framework", "file:write:/", "file:read:/")
                .moreOf("Import-Package", "org.osgi.framework")
                .component("Hostile", source);
    }
}
