package com.a64platform.core.cli.developing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.a64platform.core.descriptors.DescriptorReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NewModuleTest {
    private static final Path CHECKOUT = Path.of("..");

    @TempDir
    Path folder;

    @Test
    void makesAModuleThatThePlatformWouldTake() throws IOException {
        NewModule.of("corner-shop", Optional.empty()).writeTo(folder.resolve("corner-shop"), false);

        var module = new ModuleProject(folder.resolve("corner-shop"));
        var descriptor = new DescriptorReader()
                .read(Files.readAllBytes(folder.resolve("corner-shop/src/main/resources/META-INF/a64/module.json")));
        assertThat(descriptor.name())
                .isEqualTo("corner-shop")
                .isEqualTo(module.pom().artifactId());
        assertThat(descriptor.displayName()).isEqualTo("Corner Shop");
        assertThat(folder.resolve("corner-shop/src/main/java/com/example/cornershop/CornerShopResource.java"))
                .content()
                .contains("package com.example.cornershop;", "class CornerShopResource", "corner-shop.greet")
                .doesNotContain("@name@", "@class@", "@package@");
    }

    @ParameterizedTest
    @CsvSource({
        "../up, 3 to 50",
        "Shop, 3 to 50",
        "a\"b, 3 to 50",
        "xy, 3 to 50",
        "shop_x, 3 to 50",
        "'', 3 to 50",
        "install, reserved",
        "system, reserved",
        "loaded, reserved"
    })
    void refusesANameThatThePlatformWouldRefuse(String name, String why) {
        assertThatThrownBy(() -> NewModule.of(name, Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "com.a64platform.core.cli",
                "com.a64platform.api",
                "java.util",
                "com.example.int",
                "com..x",
                "x",
                "../x",
                ""
            })
    void refusesAPackageThatCannotBeOrIsTaken(String name) {
        assertThatThrownBy(() -> NewModule.of("shop", Optional.of(name)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("package");
    }

    @Test
    void namesNoPackageAfterAWordOfTheLanguage() {
        assertThat(NewModule.of("switch", Optional.empty()).packageName()).isEqualTo("com.example.switchmodule");
    }

    /** A module that stands alone cannot ask the parent for its versions. */
    @Test
    void wantsTheVersionsOfTheParent() throws IOException {
        var parent = Files.readString(CHECKOUT.resolve("pom.xml"));
        NewModule.of("alone", Optional.empty()).writeTo(folder.resolve("alone"), false);
        var alone = Files.readString(folder.resolve("alone/pom.xml"));

        var versions = Pattern.compile("<artifactId>([a-z0-9.-]+)</artifactId>\\s*<version>([0-9][^<]*)</version>")
                .matcher(alone);
        int found = 0;
        while (versions.find()) {
            if (versions.group(1).equals("alone")) {
                continue;
            }
            assertThat(parent).as(versions.group(1)).contains(versions.group(2));
            found++;
        }
        assertThat(found).isEqualTo(10);
    }
}
