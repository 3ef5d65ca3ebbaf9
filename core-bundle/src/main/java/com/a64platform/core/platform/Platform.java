package com.a64platform.core.platform;

import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** This process: its settings and its home, handed over by the launcher. Immutable. */
@Component(service = Platform.class)
public final class Platform {
    private final PlatformSettings settings;

    @Activate
    public Platform(@Reference(target = "(a64.settings=true)") Properties values) {
        this(PlatformSettings.from(asMap(values)));
    }

    public Platform(PlatformSettings settings) {
        this.settings = settings;
    }

    public PlatformSettings settings() {
        return settings;
    }

    public Home home() {
        return settings.home();
    }

    /** SemVer of the platform, what a descriptor's {@code dependencies.platform} is held against. */
    public String version() {
        return "1.0.0";
    }

    private static Map<String, String> asMap(Properties values) {
        Map<String, String> map = new HashMap<>();
        values.stringPropertyNames().forEach(name -> map.put(name, values.getProperty(name)));
        return map;
    }
}
