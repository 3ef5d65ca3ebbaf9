package com.a64platform.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

/** What the build makes of the descriptions that bnd wrote. */
class ComponentDescriptionsTest {
    @Test
    void noneOfThemTakesAConfiguration() throws Exception {
        assertThat(components()).hasSizeGreaterThan(100).allSatisfy(component -> assertThat(
                        component.getAttribute("configuration-policy"))
                .as(component.getAttribute("name"))
                .isEqualTo("ignore"));
    }

    private static List<Element> components() throws Exception {
        try (var file = ComponentDescriptionsTest.class.getResourceAsStream("/OSGI-INF/components.xml")) {
            var found = DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(file)
                    .getElementsByTagName("scr:component");
            List<Element> components = new ArrayList<>();
            for (int i = 0; i < found.getLength(); i++) {
                components.add((Element) found.item(i));
            }
            return components;
        }
    }
}
