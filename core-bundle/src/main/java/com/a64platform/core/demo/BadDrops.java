package com.a64platform.core.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** What nobody signed, what was changed, and what is older than what ran here does not get in, and disturbs nothing. */
final class BadDrops implements Demo.Chapter {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Override
    public String title() {
        return "An unsigned JAR, a changed one and an older version are refused";
    }

    @Override
    public void tell(Stage stage) throws IOException, InterruptedException {
        var deploy = stage.node().deploy();
        var before = State.of(stage);
        var unsigned = deploy.resolve(stage.vendor().unsigned().getFileName());
        Files.copy(stage.vendor().unsigned(), unsigned);
        refused(stage, unsigned, "signature-missing");
        var changed = deploy.resolve("farm-manager-1.1.0-changed.jar");
        changeOneByte(stage.vendor().artifact(Vendor.NEXT), changed);
        refused(stage, changed, "digest-mismatch");
        var older = deploy.resolve("farm-manager-1.0.0.jar");
        HotUpdate.copyWithSignature(stage.vendor().artifact(Vendor.FIRST), older);
        refused(stage, older, "version-too-old");
        NotHeld.unless(
                State.of(stage).equals(before),
                "A refused file changed something: " + State.of(stage) + ", before " + before + ".");
        stage.story().held("1.1.0 serves on; bundles, services, routes and the installation are as they were");
        takeAway(stage, List.of(unsigned, changed, older));
    }

    /** What a refused file must not change. */
    private record State(SystemFacts system, String installation, String answering) {
        static State of(Stage stage) throws IOException, InterruptedException {
            var version = stage.admin().get(Removal.VERSION).expect(200).text("version");
            return new State(SystemFacts.of(stage.admin()), stage.installation().toString(), version);
        }
    }

    private static void refused(Stage stage, Path dropped, String code) throws IOException, InterruptedException {
        var note = note(dropped);
        Waiting.until(() -> Files.exists(note), PATIENCE, "There is no " + note.getFileName());
        var sentence = Files.readAllLines(note).stream()
                .filter(line -> line.startsWith(code + ": "))
                .findFirst()
                .orElseThrow(() -> new NotHeld(note.getFileName() + " does not say " + code + "."));
        stage.story().held(note.getFileName() + "  " + sentence);
    }

    /** In the middle, where it is neither the first nor the last thing that is looked at. */
    private static void changeOneByte(Path jar, Path target) throws IOException {
        var bytes = Files.readAllBytes(jar);
        bytes[bytes.length / 2] ^= 1;
        Files.write(target, bytes);
        Files.copy(Vendor.signatureOf(jar), Vendor.signatureOf(target));
    }

    private static void takeAway(Stage stage, List<Path> dropped) throws IOException, InterruptedException {
        for (var jar : dropped) {
            Files.delete(jar);
            Files.deleteIfExists(Vendor.signatureOf(jar));
        }
        Waiting.until(
                () -> dropped.stream().noneMatch(jar -> Files.exists(note(jar))),
                PATIENCE,
                "The notes of removed files did not go");
        stage.story().held("the files are taken away, and their notes go with them");
    }

    private static Path note(Path jar) {
        var name = jar.getFileName().toString();
        return jar.resolveSibling(name.substring(0, name.length() - ".jar".length()) + ".refused.txt");
    }
}
