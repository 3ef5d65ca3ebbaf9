package com.a64platform.farm;

import static org.assertj.core.api.Assertions.assertThat;

import com.a64platform.api.RequiresPermission;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bson.Document;
import org.junit.jupiter.api.Test;

class DescriptorTest {
    private static final List<Class<?>> RESOURCES =
            List.of(FarmResource.class, BlockResource.class, VersionResource.class);

    @Test
    void declaresExactlyTheRoutesThereAre() throws Exception {
        Set<String> declared = descriptor()
                .get("capabilities", Document.class)
                .get("api", Document.class)
                .getList("routes", Document.class)
                .stream()
                .map(route -> route.getString("method") + " " + route.getString("path") + " "
                        + route.getList("permissions", String.class))
                .collect(Collectors.toSet());
        Set<String> offered = RESOURCES.stream()
                .flatMap(type -> Arrays.stream(type.getDeclaredMethods()).flatMap(method -> route(type, method)))
                .collect(Collectors.toSet());
        assertThat(offered).isEqualTo(declared).hasSize(11);
    }

    @Test
    void declaresEveryPermissionInUse() throws Exception {
        List<String> declared = descriptor().getList("permissions", String.class);
        Set<String> used = RESOURCES.stream()
                .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
                .flatMap(method -> Optional.ofNullable(method.getAnnotation(RequiresPermission.class)).stream())
                .flatMap(annotation -> Arrays.stream(annotation.value()))
                .collect(Collectors.toSet());
        assertThat(used).containsExactlyInAnyOrderElementsOf(declared);
    }

    private static Stream<String> route(Class<?> type, Method method) {
        return Arrays.stream(method.getAnnotations())
                .map(Annotation::annotationType)
                .flatMap(annotation -> Optional.ofNullable(annotation.getAnnotation(HttpMethod.class)).stream())
                .map(verb -> verb.value() + " " + path(type, method) + " "
                        + List.of(method.getAnnotation(RequiresPermission.class).value()));
    }

    private static String path(Class<?> type, Method method) {
        String below = Optional.ofNullable(method.getAnnotation(Path.class))
                .map(path -> "/" + path.value())
                .orElse("");
        return "/" + type.getAnnotation(Path.class).value() + below;
    }

    private static Document descriptor() throws Exception {
        try (var in = DescriptorTest.class.getResourceAsStream("/META-INF/a64/module.json")) {
            return Document.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }
}
