package com.a64platform.core.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NewModuleCommandTest {
    @TempDir
    Path folder;

    @AfterEach
    void forgetTheCheckout() {
        System.clearProperty("a64.checkout");
    }

    @Test
    void makesAModuleWhereItIsTold() {
        var made = CommandRun.of("module", "new", "shop", "--dir", folder, "--package", "org.example.shop");

        assertThat(made.exitCode()).as(made.err()).isZero();
        assertThat(made.out()).contains("./a64 dev " + folder.resolve("shop"));
        assertThat(folder.resolve("shop/src/test/java/org/example/shop/ShopResourceTest.java"))
                .exists();
        assertThat(folder.resolve("shop/pom.xml")).content().contains("<groupId>org.example.shop</groupId>");
    }

    @Test
    void refusesInOneSentence() throws IOException {
        Files.createDirectories(folder.resolve("taken"));
        for (String wrong : new String[] {"taken", "Wrong", "admin", "validate-manifest"}) {
            var refused = CommandRun.of("module", "new", wrong, "--dir", folder);
            assertThat(refused.exitCode()).isEqualTo(2);
            assertThat(refused.err().strip()).contains(wrong).doesNotContain("\n");
        }
        assertThat(folder.resolve("taken")).isEmptyDirectory();
        assertThat(folder.toFile().list()).containsExactly("taken");
    }

    @Test
    void listsOneOfACheckoutInTheParentWithoutMakingThePlatformStale() throws IOException {
        var parent = Files.writeString(
                folder.resolve("pom.xml"),
                "<project>\n  <modules>\n    <module>modules/hello</module>\n  </modules>\n</project>\n");
        var stamp =
                Files.createDirectories(folder.resolve("launcher/target/a64")).resolve(".built-platform");
        Files.writeString(stamp, "");
        Files.setLastModifiedTime(parent, FileTime.from(Instant.now().minusSeconds(20)));
        Files.setLastModifiedTime(stamp, FileTime.from(Instant.now().minusSeconds(10)));
        System.setProperty("a64.checkout", folder.toString());

        var made = CommandRun.of("module", "new", "shop");

        assertThat(made.exitCode()).as(made.err()).isZero();
        assertThat(parent)
                .hasContent("<project>\n  <modules>\n    <module>modules/hello</module>\n"
                        + "    <module>modules/shop</module>\n  </modules>\n</project>\n");
        assertThat(Files.getLastModifiedTime(stamp)).isGreaterThanOrEqualTo(Files.getLastModifiedTime(parent));
        assertThat(folder.resolve("modules/shop/pom.xml")).content().contains("<artifactId>a64-parent</artifactId>");
    }
}
