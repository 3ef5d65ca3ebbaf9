package com.a64platform.core.cli.developing;

import com.a64platform.core.cli.CommandFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/**
 * What the loop needs of a module's {@code pom.xml} and of its parents that are on this disk. It is no Maven: profiles and
 * plugins do not count. Immutable.
 */
final class Pom {
    private static final Pattern PLACE = Pattern.compile("\\$\\{([^}]+)}");

    private final Element root;
    private final Optional<Pom> parent;

    private Pom(Element root, Optional<Pom> parent) {
        this.root = root;
        this.parent = parent;
    }

    /** A library that the module is compiled against. */
    record Dependency(String groupId, String artifactId, String version, String scope, String type) {}

    /** @throws CommandFailure when it is missing or no XML */
    static Pom read(Path file) {
        var root = parse(file);
        return new Pom(root, parentOf(root, file).map(Pom::read));
    }

    private static Optional<Path> parentOf(Element root, Path file) {
        return child(root, "parent").flatMap(parent -> {
            var path = child(parent, "relativePath").map(Pom::text).orElse("../pom.xml");
            var found = file.resolveSibling(path.isEmpty() ? "." : path).normalize();
            found = Files.isDirectory(found) && !path.isEmpty() ? found.resolve("pom.xml") : found;
            return Files.isRegularFile(found) ? Optional.of(found) : Optional.empty();
        });
    }

    private static Element parse(Path file) {
        try (var in = Files.newInputStream(file)) {
            var factory = DocumentBuilderFactory.newInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            var builder = factory.newDocumentBuilder();
            builder.setErrorHandler(null);
            return builder.parse(in).getDocumentElement();
        } catch (SAXException e) {
            throw new CommandFailure(file + " is no proper XML: " + e.getMessage(), e);
        } catch (ParserConfigurationException | IOException e) {
            throw new CommandFailure("There is no " + file + " that can be read; name a module's folder.", e);
        }
    }

    String artifactId() {
        return own("artifactId").orElse("");
    }

    String version() {
        return own("version").or(() -> ofParent("version")).orElse("");
    }

    String groupId() {
        return own("groupId").or(() -> ofParent("groupId")).orElse("");
    }

    String name() {
        return own("name").orElse(artifactId());
    }

    String description() {
        return own("description").or(() -> parent.map(Pom::description)).orElse("");
    }

    /** Properties by name, those of the parents with them. */
    Map<String, String> properties() {
        Map<String, String> all = new HashMap<>(parent.map(Pom::properties).orElse(Map.of()));
        child(root, "properties").ifPresent(properties -> children(properties)
                .forEach(property -> all.put(property.getTagName(), text(property))));
        all.put("project.groupId", groupId());
        all.put("project.artifactId", artifactId());
        all.put("project.version", version());
        all.put("project.name", name());
        all.put("project.description", description());
        return all;
    }

    /** What the module is compiled against, in the order of the class path; what tests alone need is left out. */
    List<Dependency> dependencies() {
        List<Dependency> found = new ArrayList<>(declared());
        parent.map(Pom::dependencies).orElse(List.of()).stream()
                .filter(inherited -> found.stream().noneMatch(own -> same(own, inherited)))
                .forEach(found::add);
        found.removeIf(dependency -> dependency.scope().equals("test"));
        return found;
    }

    private List<Dependency> declared() {
        return dependencies(child(root, "dependencies"), true);
    }

    private List<Dependency> managed() {
        List<Dependency> all =
                dependencies(child(root, "dependencyManagement").flatMap(one -> child(one, "dependencies")), false);
        all.addAll(parent.map(Pom::managed).orElse(List.of()));
        return all;
    }

    private List<Dependency> dependencies(Optional<Element> list, boolean complete) {
        List<Dependency> found = new ArrayList<>();
        list.ifPresent(all ->
                children(all).forEach(one -> found.add(complete ? completed(dependency(one)) : dependency(one))));
        return found;
    }

    private Dependency completed(Dependency dependency) {
        var managed = managed().stream()
                .filter(one -> same(one, dependency))
                .findFirst()
                .orElse(dependency);
        return new Dependency(
                dependency.groupId(),
                dependency.artifactId(),
                dependency.version().isEmpty() ? managed.version() : dependency.version(),
                dependency.scope().isEmpty() ? managed.scope() : dependency.scope(),
                dependency.type());
    }

    private Dependency dependency(Element element) {
        return new Dependency(
                value(element, "groupId"),
                value(element, "artifactId"),
                value(element, "version"),
                value(element, "scope"),
                child(element, "type").map(Pom::text).orElse("jar"));
    }

    private static boolean same(Dependency one, Dependency other) {
        return one.groupId().equals(other.groupId())
                && one.artifactId().equals(other.artifactId())
                && one.type().equals(other.type());
    }

    private String value(Element element, String name) {
        return child(element, name).map(Pom::text).map(this::filled).orElse("");
    }

    private String filled(String text) {
        if (!text.contains("${")) {
            return text;
        }
        var properties = properties();
        return PLACE.matcher(text)
                .replaceAll(place -> Matcher.quoteReplacement(properties.getOrDefault(place.group(1), place.group())));
    }

    private Optional<String> own(String name) {
        return child(root, name).map(Pom::text);
    }

    private Optional<String> ofParent(String name) {
        return child(root, "parent").flatMap(one -> child(one, name)).map(Pom::text);
    }

    private static Optional<Element> child(Element element, String name) {
        return children(element).stream()
                .filter(one -> one.getTagName().equals(name))
                .findFirst();
    }

    private static List<Element> children(Element element) {
        List<Element> found = new ArrayList<>();
        for (Node node = element.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element one) {
                found.add(one);
            }
        }
        return found;
    }

    private static String text(Element element) {
        return element.getTextContent().strip();
    }
}
