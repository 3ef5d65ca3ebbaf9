package com.a64platform.farm;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.bson.Document;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** What the module's own descriptor says it is. Immutable. */
@Component(service = ModuleVersion.class)
public final class ModuleVersion {
    private final String module;
    private final String version;

    /** Reads the descriptor; a module without a readable one does not start. */
    @Activate
    public ModuleVersion() {
        Document descriptor = descriptor();
        this.module = descriptor.getString("name");
        this.version = descriptor.getString("version");
    }

    public String module() {
        return module;
    }

    public String version() {
        return version;
    }

    private static Document descriptor() {
        try (InputStream in = ModuleVersion.class.getResourceAsStream("/META-INF/a64/module.json")) {
            return Document.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException unreadable) {
            throw new UncheckedIOException("The module's descriptor cannot be read", unreadable);
        }
    }
}
