package com.a64platform.core.closure;

import com.a64platform.core.modules.VerifiedArtifact;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** The services that an artifact's component descriptions offer, before any of it runs: their types, and how they rank. */
final class DeclaredServices {
    private static final String COMPONENTS = "Service-Component";
    private static final String RANKING = "service.ranking";

    /** The highest ranking by type. */
    private final Map<String, Integer> rankings = new HashMap<>();

    private DeclaredServices() {}

    /** @throws ProblemException ARTIFACT_REFUSED when its descriptions cannot be read; the scan lets no such one pass */
    static DeclaredServices of(VerifiedArtifact artifact) {
        var found = new DeclaredServices();
        try (var jar = new JarFile(artifact.file().toFile())) {
            for (var entry : descriptions(jar)) {
                try (var xml = jar.getInputStream(entry)) {
                    found.read(xml);
                }
            }
        } catch (IOException | XMLStreamException e) {
            throw new ProblemException(
                    ErrorCode.ARTIFACT_REFUSED,
                    "The component descriptions of " + artifact.name() + " cannot be read; build it with bnd.",
                    e);
        }
        return found;
    }

    /** The highest ranking with which a service of this type is offered; empty when none is. */
    OptionalInt ranking(String type) {
        return rankings.containsKey(type) ? OptionalInt.of(rankings.get(type)) : OptionalInt.empty();
    }

    boolean offers(String type) {
        return rankings.containsKey(type);
    }

    private static List<JarEntry> descriptions(JarFile jar) throws IOException {
        var header = jar.getManifest().getMainAttributes().getValue(COMPONENTS);
        var files = header == null
                ? Stream.<Pattern>empty()
                : Arrays.stream(header.split(",")).map(DeclaredServices::pattern);
        var patterns = files.toList();
        return jar.stream()
                .filter(entry -> patterns.stream()
                        .anyMatch(pattern -> pattern.matcher(entry.getName()).matches()))
                .toList();
    }

    /** A path without the clause's parameters; a star stands for any part of a file's name. */
    private static Pattern pattern(String clause) {
        var path = clause.split(";")[0].trim();
        var plain = path.startsWith("/") ? path.substring(1) : path;
        return Pattern.compile(Pattern.quote(plain).replace("*", "\\E[^/]*\\Q"));
    }

    private void read(InputStream xml) throws XMLStreamException {
        var factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        var reader = factory.createXMLStreamReader(xml);
        var component = new Component();
        while (reader.hasNext()) {
            var event = reader.next();
            if (event == XMLStreamConstants.START_ELEMENT) {
                component = component.with(reader);
            } else if (event == XMLStreamConstants.END_ELEMENT
                    && reader.getLocalName().equals("component")) {
                component.types.forEach(this::offer);
                component = new Component();
            }
        }
    }

    private void offer(String type, int ranking) {
        rankings.merge(type, ranking, Math::max);
    }

    /** One component while it is read. */
    private static final class Component {
        private final Map<String, Integer> types = new HashMap<>();
        private int ranking;

        private Component with(XMLStreamReader reader) throws XMLStreamException {
            switch (reader.getLocalName()) {
                case "provide" -> types.put(reader.getAttributeValue(null, "interface"), ranking);
                case "property" -> property(reader);
                case "properties" -> rank(Integer.MAX_VALUE); // what a file says of it is not looked up
                default -> {}
            }
            return this;
        }

        private void property(XMLStreamReader reader) throws XMLStreamException {
            if (RANKING.equals(reader.getAttributeValue(null, "name"))) {
                var value = reader.getAttributeValue(null, "value");
                rank(number(value == null ? reader.getElementText() : value));
            }
        }

        private void rank(int now) {
            ranking = now;
            types.replaceAll((type, before) -> now);
        }

        private static int number(String text) {
            try {
                return Integer.parseInt(text.trim());
            } catch (NumberFormatException none) {
                return 0; // the framework does not take it for a ranking either
            }
        }
    }
}
