package com.a64platform.launcher;

import java.util.HashMap;
import java.util.Map;

/**
 * The command line.
 *
 * @param given settings named by an option: they win over every other source
 * @param defaults what the caller prefers where neither environment nor file says anything
 */
record Arguments(Map<String, String> given, Map<String, String> defaults) {
    private static final Map<String, String> OPTIONS = Map.of("--home", "A64_HOME", "--port", "A64_HTTP_PORT");

    Arguments {
        given = Map.copyOf(given);
        defaults = Map.copyOf(defaults);
    }

    static Arguments parse(String... words) {
        Map<String, String> given = new HashMap<>();
        Map<String, String> defaults = new HashMap<>();
        for (int i = 0; i < words.length; i += 2) {
            String value = valueAfter(words, i);
            if (OPTIONS.containsKey(words[i])) {
                given.put(OPTIONS.get(words[i]), value);
            } else if (words[i].equals("--default") && value.indexOf('=') > 0) {
                defaults.put(value.substring(0, value.indexOf('=')), value.substring(value.indexOf('=') + 1));
            } else {
                throw StartRefused.badSetting("Unknown option " + words[i] + "; use --home DIR and --port N.");
            }
        }
        return new Arguments(given, defaults);
    }

    private static String valueAfter(String[] words, int index) {
        if (index + 1 >= words.length) {
            throw StartRefused.badSetting("The option " + words[index] + " needs a value.");
        }
        return words[index + 1];
    }
}
