package com.a64platform.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Test;

/** What the bundle that all modules compile against shows and needs. */
class PluginApiTest {
    @Test
    void exportsItsPackagesWithTheirVersion() throws IOException {
        assertThat(clauses("Export-Package"))
                .extracting(PluginApiTest::name)
                .containsExactlyInAnyOrder(
                        "com.a64platform.api", "com.a64platform.api.data", "com.a64platform.api.descriptor");
        assertThat(clauses("Export-Package")).allMatch(clause -> clause.contains("version=\"1.0.0\""));
    }

    @Test
    void needsNothingButItselfJavaAndTheDriversValues() throws IOException {
        assertThat(clauses("Import-Package"))
                .extracting(PluginApiTest::name)
                .filteredOn(name -> !name.startsWith("java."))
                .filteredOn(name -> !name.startsWith("com.a64platform.api"))
                .containsExactlyInAnyOrder("com.mongodb.client.model", "org.bson", "org.bson.conversions");
    }

    private static List<String> clauses(String header) throws IOException {
        try (InputStream in = Files.newInputStream(Path.of("target/classes/META-INF/MANIFEST.MF"))) {
            Attributes attributes = new Manifest(in).getMainAttributes();
            return Arrays.asList(attributes.getValue(header).split(",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)"));
        }
    }

    private static String name(String clause) {
        return clause.split(";")[0].strip();
    }
}
