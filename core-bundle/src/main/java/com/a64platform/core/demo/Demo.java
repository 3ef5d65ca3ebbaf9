package com.a64platform.core.demo;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Tells the platform's main job and checks every step of it. Exit codes: 0 when all held, 1 at the first that did not, 2
 * when it was wrongly called.
 */
public final class Demo {
    private static final List<Chapter> CHAPTERS = List.of(
            new Beginning(),
            new SignIn(),
            new LicenseGate(),
            new Installing(),
            new HotUpdate(),
            new BadDrops(),
            new Removal(),
            new Recovery());

    /** One numbered step of the demo. It returns when all of it held and throws at the first that did not. */
    interface Chapter {
        String title();

        /** @throws NotHeld with the sentence for the person who watches */
        void tell(Stage stage) throws IOException, InterruptedException;
    }

    private final Story story;
    private final Stage stage;
    private final boolean keep;

    private Demo(Story story, Stage stage, boolean keep) {
        this.story = story;
        this.stage = stage;
        this.keep = keep;
    }

    /** @param args {@code --keep} leaves the demo's folder for looking at */
    public static void main(String[] args) throws Exception {
        var given = List.of(args);
        if (!given.isEmpty() && !given.equals(List.of("--keep"))) {
            System.err.println("The demo takes no argument but --keep, which leaves its folder for looking at.");
            System.exit(2);
        }
        var story = new Story(System.out);
        boolean keep = !given.isEmpty();
        var stage = new Stage(story, folder("a64.platform"), folder("a64.checkout"), keep);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(stage), "end"));
        boolean held = new Demo(story, stage, keep).tell();
        System.exit(held ? 0 : 1);
    }

    private boolean tell() throws InterruptedException {
        long begun = System.nanoTime();
        int number = 0;
        try {
            for (var chapter : CHAPTERS) {
                story.chapter(++number, chapter.title());
                chapter.tell(stage);
            }
        } catch (NotHeld | IOException broken) {
            failed(number, broken);
            return false;
        }
        story.summary(Duration.ofNanos(System.nanoTime() - begun));
        System.out.println("   " + stage.folder() + (keep ? " is left for you to look at" : " is removed"));
        return true;
    }

    private void failed(int number, Exception broken) {
        if (stage.node() != null) {
            System.err.println("The last lines of the platform:");
            stage.node().tail().forEach(line -> System.err.println("    " + line));
        }
        var sentence = broken instanceof NotHeld ? broken.getMessage() : broken.toString();
        System.err.println("The demo stops in step " + number + ": " + sentence);
    }

    private static void end(Stage stage) {
        try {
            stage.close();
        } catch (IOException e) {
            System.err.println("Something that the demo started could not be ended: " + e);
        }
    }

    /** What the script says; it knows where things lie. */
    private static Path folder(String property) {
        var value = System.getProperty(property);
        if (value == null) {
            throw new IllegalStateException("Run the demo with ./a64 demo, which sets " + property + ".");
        }
        return Path.of(value).toAbsolutePath();
    }
}
