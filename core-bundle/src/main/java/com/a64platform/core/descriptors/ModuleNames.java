package com.a64platform.core.descriptors;

import java.util.regex.Pattern;

/** The form of module and publisher names: nothing in one can lead out of a folder. */
public final class ModuleNames {
    private static final Pattern FORM = Pattern.compile("[a-z][a-z0-9-]{1,49}");

    private ModuleNames() {}

    public static boolean valid(String name) {
        return FORM.matcher(name).matches();
    }
}
