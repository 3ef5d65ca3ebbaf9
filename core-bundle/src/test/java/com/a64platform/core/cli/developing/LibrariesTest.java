package com.a64platform.core.cli.developing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.a64platform.core.cli.CommandFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LibrariesTest {
    @TempDir
    Path folder;

    private ModuleProject project;
    private Libraries libraries;

    @BeforeEach
    void make() throws IOException {
        project = new ModuleProject(folder.resolve("modules/shop"));
        libraries = new Libraries(folder.resolve("platform"), folder.resolve("repository"));
        write("pom.xml", """
                <project>
                  <groupId>org.example</groupId><artifactId>parent</artifactId><version>2.5</version>
                  <properties><tea.version>7.1</tea.version></properties>
                  <dependencyManagement><dependencies>
                    <dependency><groupId>org.tea</groupId><artifactId>tea</artifactId><version>${tea.version}</version></dependency>
                    <dependency><groupId>org.junit</groupId><artifactId>junit</artifactId><version>5</version><scope>test</scope></dependency>
                  </dependencies></dependencyManagement>
                  <dependencies>
                    <dependency><groupId>org.junit</groupId><artifactId>junit</artifactId></dependency>
                  </dependencies>
                </project>
                """);
        write("platform/system/plugin-api.jar", "");
    }

    @Test
    void findsThemInTheOrderOfThePom() throws IOException {
        pom("plugin-api", "tea");
        var tea = write("repository/org/tea/tea/7.1/tea-7.1.jar", "");
        var own = write("modules/shop/lib/own.jar", "");

        assertThat(libraries.of(project)).containsExactly(folder.resolve("platform/system/plugin-api.jar"), tea, own);
    }

    @Test
    void takesFromTheModulesOwnFolderWhatNobodyElseHas() throws IOException {
        pom("tea");
        var tea = write("modules/shop/lib/tea-7.1.jar", "");

        assertThat(libraries.of(project)).containsExactly(tea);
    }

    @Test
    void namesTheOneThatIsNowhere() throws IOException {
        pom("plugin-api", "tea");

        assertThatThrownBy(() -> libraries.of(project))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("org.tea:tea:7.1")
                .hasMessageContaining("modules/shop/lib");
    }

    @Test
    void takesWhatAPomDoesNotSayFromItsParent() throws IOException {
        pom("plugin-api");

        assertThat(project.pom().version()).isEqualTo("2.5");
        assertThat(project.pom().name()).isEqualTo("shop");
        assertThat(project.pom().properties()).containsEntry("tea.version", "7.1");
    }

    @Test
    void readsNoOtherFileThanThePom() throws IOException {
        write("secret", "do not tell");
        write(
                "modules/shop/pom.xml",
                "<!DOCTYPE project [<!ENTITY x SYSTEM \""
                        + folder.resolve("secret").toUri() + "\">]><project><name>&x;</name></project>");

        assertThatThrownBy(project::pom).isInstanceOf(CommandFailure.class).hasMessageContaining("no proper XML");
    }

    private void pom(String... artifacts) throws IOException {
        var text = new StringBuilder("<project><parent><groupId>org.example</groupId><artifactId>parent</artifactId>"
                + "<version>2.5</version><relativePath>../../pom.xml</relativePath></parent>"
                + "<artifactId>shop</artifactId><dependencies>");
        for (var artifact : artifacts) {
            text.append("<dependency><groupId>org.tea</groupId><artifactId>")
                    .append(artifact)
                    .append("</artifactId></dependency>");
        }
        write("modules/shop/pom.xml", text + "</dependencies></project>");
    }

    private Path write(String path, String content) throws IOException {
        var file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, content);
    }
}
