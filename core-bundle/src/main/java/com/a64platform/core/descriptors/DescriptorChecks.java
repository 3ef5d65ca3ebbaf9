package com.a64platform.core.descriptors;

import com.a64platform.core.problem.ProblemException.FieldError;
import com.a64platform.core.versions.Version;
import com.a64platform.core.versions.VersionRange;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/** What a JSON Schema cannot say about a descriptor. Copes with members of any type: the schema has named those. */
final class DescriptorChecks {
    private final JsonNode root;
    private final List<FieldError> faults = new ArrayList<>();

    private DescriptorChecks(JsonNode root) {
        this.root = root;
    }

    static List<FieldError> faults(JsonNode document) {
        DescriptorChecks checks = new DescriptorChecks(document);
        checks.names();
        checks.versions();
        checks.routes();
        checks.permissions();
        checks.jobs();
        checks.dependencies();
        checks.faults.addAll(SettingChecks.faults(document.path("config")));
        return checks.faults;
    }

    private void names() {
        String name = DescriptorMapping.canonical(root.path("name").asText());
        if (ReservedNames.MODULES.contains(name)) {
            fault("/name", "is reserved by the platform; choose another name");
        }
        String segment = DescriptorMapping.routePrefix(root).substring(DescriptorMapping.API.length());
        if (ReservedNames.ROUTES.contains(segment)) {
            fault("/routePrefix", "is reserved by the platform; choose another segment than " + segment);
        }
    }

    private void versions() {
        if (root.path("version").isTextual()) {
            refused(Version::parse, root.path("version"), "/version");
        }
        range(root.at("/dependencies/platform"), "/dependencies/platform");
        range(root.at("/dependencies/java"), "/dependencies/java");
        root.at("/dependencies/modules")
                .properties()
                .forEach(module ->
                        range(module.getValue(), "/dependencies/modules/" + Pointers.escape(module.getKey())));
    }

    private void range(JsonNode range, String pointer) {
        if (range.isTextual()) {
            refused(VersionRange::parse, range, pointer);
        }
    }

    private void refused(Function<String, ?> parser, JsonNode value, String pointer) {
        try {
            parser.apply(value.asText());
        } catch (IllegalArgumentException e) {
            fault(pointer, e.getMessage());
        }
    }

    private void routes() {
        Set<String> seen = new HashSet<>();
        JsonNode routes = root.at("/capabilities/api/routes");
        for (int i = 0; i < routes.size(); i++) {
            JsonNode route = routes.path(i);
            String pointer = "/capabilities/api/routes/" + i;
            String path = route.path("path").asText();
            if (Stream.of(path.split("/")).anyMatch(DescriptorChecks::dots)) {
                fault(pointer + "/path", "must not contain . or .. as a segment");
            }
            if (!seen.add(route.path("method").asText() + " " + path.replaceAll("\\{[^}]*}", "{}"))) {
                fault(pointer, "is declared twice; remove one");
            }
        }
    }

    private void permissions() {
        Set<String> declared = new HashSet<>();
        JsonNode permissions = root.path("permissions");
        for (int i = 0; i < permissions.size(); i++) {
            String permission = permissions.path(i).asText();
            declared.add(permission);
            if (permission.startsWith("file:")
                    && Stream.of(permission.split("[:/]")).anyMatch(DescriptorChecks::dots)) {
                fault("/permissions/" + i, "must name a path without . or .. segments");
            }
        }
        use(declared, "/capabilities/api/routes");
        use(declared, "/capabilities/ui/pages");
        use(declared, "/capabilities/ui/navigation");
        use(declared, "/capabilities/ui/widgets");
    }

    /** Every permission that an element of this list asks for must be one that the module declares. */
    private void use(Set<String> declared, String list) {
        JsonNode elements = root.at(list);
        for (int i = 0; i < elements.size(); i++) {
            String pointer = list + "/" + i;
            JsonNode element = elements.path(i);
            undeclared(declared, element.path("permission"), pointer + "/permission");
            for (int j = 0; j < element.path("permissions").size(); j++) {
                undeclared(declared, element.path("permissions").path(j), pointer + "/permissions/" + j);
            }
        }
    }

    private void undeclared(Set<String> declared, JsonNode permission, String pointer) {
        if (permission.isTextual() && !declared.contains(permission.asText())) {
            fault(pointer, permission.asText() + " is not in the module's permissions; declare it there");
        }
    }

    private void jobs() {
        Set<String> seen = new HashSet<>();
        JsonNode handlers = root.at("/capabilities/jobs/handlers");
        for (int i = 0; i < handlers.size(); i++) {
            if (!seen.add(handlers.path(i).path("name").asText())) {
                fault("/capabilities/jobs/handlers/" + i + "/name", "is used twice; a job's name must be unique");
            }
        }
    }

    private void dependencies() {
        Set<String> seen = new HashSet<>();
        String self = DescriptorMapping.canonical(root.path("name").asText());
        root.at("/dependencies/modules").fieldNames().forEachRemaining(name -> {
            String pointer = "/dependencies/modules/" + Pointers.escape(name);
            if (DescriptorMapping.canonical(name).equals(self)) {
                fault(pointer, "is the module itself; a module cannot depend on itself");
            }
            if (!seen.add(DescriptorMapping.canonical(name))) {
                fault(pointer, "names a module that is named already, apart from hyphens and underscores");
            }
        });
    }

    private static boolean dots(String segment) {
        return segment.equals(".") || segment.equals("..");
    }

    private void fault(String pointer, String detail) {
        faults.add(new FieldError(pointer, detail));
    }
}
