package com.a64platform.core.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.a64platform.core.descriptors.ReservedNames;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import jakarta.ws.rs.Path;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A module's routes are looked up before the core's own resources: their names must not be there for modules to take. */
class ReservedRoutesTest {
    private static final List<Class<?>> RESOURCES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("com.a64platform.core.rest").stream()
                    .filter(type -> type.isAssignableTo(CoreResource.class) && !type.isInterface())
                    .map(JavaClass::reflect)
                    .collect(Collectors.toList());

    @Tag("attack")
    @Test
    void everyResourceOfTheCoreIsReserved() {
        assertThat(RESOURCES).hasSizeGreaterThan(6).allSatisfy(type -> assertThat(ReservedNames.ROUTES)
                .as(type.getName())
                .contains(type.getAnnotation(Path.class).value().replaceAll("/.*", "")));
    }

    @Tag("attack")
    @Test
    void everyVerbBesideTheNamesOfModulesIsReserved() {
        Set<String> verbs = RESOURCES.stream()
                .filter(type -> type.getAnnotation(Path.class).value().equals("modules"))
                .flatMap(type -> Arrays.stream(type.getMethods()))
                .map(ReservedRoutesTest::firstSegment)
                .filter(segment -> !segment.isEmpty() && !segment.startsWith("{"))
                .collect(Collectors.toSet());

        assertThat(verbs).isNotEmpty();
        assertThat(ReservedNames.MODULES).containsAll(verbs);
    }

    private static String firstSegment(Method method) {
        var path = method.getAnnotation(Path.class);
        return path == null ? "" : path.value().replaceAll("/.*", "");
    }
}
