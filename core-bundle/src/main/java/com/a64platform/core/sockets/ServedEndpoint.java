package com.a64platform.core.sockets;

import com.a64platform.api.RequiresPermission;
import com.a64platform.api.descriptor.ModuleDescriptor;
import com.a64platform.core.modules.ModuleFault;
import com.a64platform.core.routes.RoutePatterns;
import jakarta.websocket.server.ServerEndpoint;
import jakarta.websocket.server.ServerEndpointConfig;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.jetty.http.pathmap.UriTemplatePathSpec;

/**
 * One WebSocket endpoint of a module. Immutable.
 *
 * @param service the module's object, which serves all sessions
 * @param path where it is, below the module's route prefix
 * @param permissions what a caller needs, all of it: by the class's annotation and by the descriptor
 */
record ServedEndpoint(Object service, UriTemplatePathSpec path, ServerEndpoint annotation, Set<String> permissions) {
    /** @throws ModuleFault when it is no endpoint that can be served */
    static ServedEndpoint of(Object service, ModuleDescriptor descriptor) {
        var name = service.getClass().getSimpleName();
        var annotation = service.getClass().getAnnotation(ServerEndpoint.class);
        if (annotation == null) {
            throw new ModuleFault("its WebSocket endpoint " + name + " has no @ServerEndpoint");
        }
        if (annotation.configurator() != ServerEndpointConfig.Configurator.class) {
            throw new ModuleFault("its WebSocket endpoint " + name
                    + " has a configurator; the platform opens sockets itself, leave it out");
        }
        var needed = permissions(service, annotation, descriptor);
        needed.stream()
                .filter(permission -> !descriptor.permissions().contains(permission))
                .findFirst()
                .ifPresent(permission -> {
                    throw new ModuleFault("its WebSocket endpoint " + name + " asks for the permission " + permission
                            + ", which its descriptor does not declare");
                });
        return new ServedEndpoint(service, spec(name, annotation), annotation, needed);
    }

    /** As {@code GET /live/{}}. */
    String route() {
        return route(annotation);
    }

    private static String route(ServerEndpoint annotation) {
        return RoutePatterns.normal("GET", annotation.value());
    }

    private static Set<String> permissions(Object service, ServerEndpoint annotation, ModuleDescriptor descriptor) {
        Set<String> needed = new TreeSet<>();
        Optional.ofNullable(service.getClass().getAnnotation(RequiresPermission.class))
                .ifPresent(required -> needed.addAll(List.of(required.value())));
        descriptor.capabilities().api().routes().stream()
                .filter(declared ->
                        RoutePatterns.normal(declared.method(), declared.path()).equals(route(annotation)))
                .forEach(declared -> needed.addAll(declared.permissions()));
        return needed;
    }

    private static UriTemplatePathSpec spec(String name, ServerEndpoint annotation) {
        try {
            return new UriTemplatePathSpec(annotation.value());
        } catch (IllegalArgumentException malformed) {
            throw new ModuleFault(
                    "its WebSocket endpoint " + name + " has the path " + annotation.value()
                            + ", which is no URI template: " + malformed.getMessage(),
                    malformed);
        }
    }
}
