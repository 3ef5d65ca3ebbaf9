package com.a64platform.core.scanning;

import com.a64platform.core.descriptors.ReservedPackages;
import java.io.ByteArrayInputStream;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** What the components of a module may offer and ask for: nothing that is between the platform's own bundles. */
final class ComponentRules {
    static final String HEADER = "Service-Component";

    private ComponentRules() {}

    /** Tells the entries that a manifest declares as components' descriptions; a star stands for any part of a file's name. */
    static Predicate<String> files(List<String> declared) {
        return declared.stream()
                .map(path -> path.startsWith("/") ? path.substring(1) : path)
                .map(path -> Pattern.quote(path).replace("*", "\\E[^/]*\\Q"))
                .map(Pattern::compile)
                .map(pattern ->
                        (Predicate<String>) name -> pattern.matcher(name).matches())
                .reduce(name -> false, Predicate::or);
    }

    static void check(Map<String, byte[]> descriptions) throws Refusal {
        for (Map.Entry<String, byte[]> description : descriptions.entrySet()) {
            try {
                check(description.getKey(), description.getValue());
            } catch (XMLStreamException e) {
                throw new Refusal("its component description " + EntryNames.printable(description.getKey())
                        + " is not plain XML; build it with bnd");
            }
        }
    }

    private static void check(String entry, byte[] xml) throws XMLStreamException, Refusal {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        XMLStreamReader reader = factory.createXMLStreamReader(new ByteArrayInputStream(xml));
        while (reader.hasNext()) {
            int event = reader.next();
            if (event == XMLStreamConstants.DTD || event == XMLStreamConstants.ENTITY_REFERENCE) {
                throw new XMLStreamException("A component's description has no use for a DTD");
            }
            if (event == XMLStreamConstants.START_ELEMENT) {
                element(entry, reader);
            }
        }
    }

    private static void element(String entry, XMLStreamReader reader) throws Refusal {
        boolean provides = reader.getLocalName().equals("provide");
        if (provides || reader.getLocalName().equals("reference")) {
            String type = reader.getAttributeValue(null, "interface");
            if (type != null && ReservedPackages.service(type)) {
                throw new Refusal("its component in " + EntryNames.printable(entry)
                        + (provides ? " offers the service " : " asks for the service ") + EntryNames.printable(type)
                        + ", which is between the platform's own bundles; leave it out");
            }
        }
    }
}
