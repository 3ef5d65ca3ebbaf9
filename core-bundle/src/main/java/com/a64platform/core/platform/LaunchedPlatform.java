package com.a64platform.core.platform;

import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * The platform with the settings that the launcher handed over. A class of its own, because the component runtime picks
 * a constructor by its number of arguments, in the order that reflection happens to list them.
 */
@Component(service = Platform.class)
public final class LaunchedPlatform extends Platform {
    @Activate
    public LaunchedPlatform(@Reference(target = "(a64.settings=true)") Properties values) {
        super(PlatformSettings.from(asMap(values)));
        Unfinished.removeFrom(home()); // the launcher holds its lock, and nobody writes before knowing the platform
    }

    private static Map<String, String> asMap(Properties values) {
        Map<String, String> map = new HashMap<>();
        values.stringPropertyNames().forEach(name -> map.put(name, values.getProperty(name)));
        return map;
    }
}
