package com.a64platform.launcher;

import java.util.Optional;

/** One setting: its key, what stands when nobody sets it, and what is allowed. */
record Setting(String key, Optional<String> standard, boolean secret, Check check) {
    /** Answers what is allowed when the value is not. */
    @FunctionalInterface
    interface Check {
        Optional<String> fault(String value);
    }

    static Setting of(String key, String standard, Check check) {
        return new Setting(key, Optional.of(standard), false, check);
    }

    static Setting optional(String key, Check check) {
        return new Setting(key, Optional.empty(), false, check);
    }

    static Setting secret(String key, Check check) {
        return new Setting(key, Optional.empty(), true, check);
    }

    /** Refuses a value that is not allowed; a secret's value is not repeated. */
    void require(String value) {
        check.fault(value).ifPresent(allowed -> {
            String what = secret ? key + " is not valid" : key + "=" + value + " is not valid";
            throw StartRefused.badSetting(what + ": set it to " + allowed + ".");
        });
    }
}
