package com.a64platform.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The main job from end to end, as {@code ./a64 demo} tells it. */
class DemoIT {
    @TempDir
    private Path folder;

    private JavaProgram demo;

    @BeforeEach
    void find() {
        var platform = JavaProgram.PLATFORM;
        var classPath = platform.resolve("system") + "/*:" + platform.resolve("lib/slf4j-api.jar");
        demo = new JavaProgram(folder, classPath, "com.a64platform.core.demo.Demo");
    }

    @Test
    void holdsInEveryStepAndLeavesNothingBehind() throws Exception {
        assertThat(demo.run()).as("exit code; its output:%n%s", demo.output()).isZero();

        assertThat(demo.output())
                .contains("failed requests: 0 of", "checks held")
                .doesNotContain("eyJ");
        assertThat(demo.left("a64-demo-")).isEmpty();
    }

    @Test
    void refusesAnArgumentItDoesNotKnow() throws Exception {
        assertThat(demo.run("--fast")).isEqualTo(2);
        assertThat(demo.output()).contains("--keep").hasLineCount(1);
    }
}
