package com.a64platform.core.scanning;

import com.a64platform.core.bytecode.Reference;
import com.a64platform.core.findings.Finding;
import com.a64platform.core.findings.Severity;
import java.util.List;
import java.util.stream.Stream;

/**
 * What byte code may not do, or had better not.
 *
 * @param weight what it takes from the score of 100, once, however often it is found
 * @param permission the permission in the descriptor that allows it, with everything behind a trailing colon; empty when
 *     nothing does
 * @param sentence what the code does and what to do instead, as the rest of a sentence that starts with a place
 * @param patterns {@code a.B} a class with those inside it, {@code a.**} all classes below a package, {@code a.B#m} a member,
 *     {@code a.B#m*} members by the beginning of their name, {@code <a.B} classes that extend it, {@code native} native
 *     methods, each with {@code !} in front what does not count after all
 */
record Rule(String id, Severity severity, int weight, String permission, String sentence, List<String> patterns) {
    static final String NATIVE_METHODS = "native";

    static Rule forbidden(String id, String permission, String sentence, String... patterns) {
        return new Rule(id, Severity.FORBIDDEN, 100, permission, sentence, List.of(patterns));
    }

    static Rule warning(String id, int weight, String sentence, String... patterns) {
        return new Rule(id, Severity.WARNING, weight, "", sentence, List.of(patterns));
    }

    boolean matches(Reference reference) {
        return patterns.stream().anyMatch(pattern -> matches(pattern, reference))
                && patterns.stream()
                        .noneMatch(pattern -> pattern.startsWith("!") && type(pattern.substring(1), reference.owner()));
    }

    private static boolean matches(String pattern, Reference reference) {
        return switch (reference.kind()) {
            case NATIVE -> pattern.equals(NATIVE_METHODS);
            case PARENT -> pattern.startsWith("<") && type(pattern.substring(1), reference.owner());
            case TYPE, TEXT -> pattern.indexOf('#') < 0 && type(pattern, reference.owner());
            case MEMBER -> pattern.indexOf('#') > 0 && member(pattern, reference.owner(), reference.name());
        };
    }

    private static boolean type(String pattern, String type) {
        if (pattern.endsWith(".**")) {
            return type.startsWith(pattern.substring(0, pattern.length() - 2));
        }
        return type.equals(pattern) || (type.startsWith(pattern) && type.charAt(pattern.length()) == '$');
    }

    private static boolean member(String pattern, String owner, String name) {
        String wanted = pattern.substring(pattern.indexOf('#') + 1);
        return owner.equals(pattern.substring(0, pattern.indexOf('#')))
                && (wanted.endsWith("*")
                        ? name.startsWith(wanted.substring(0, wanted.length() - 1))
                        : name.equals(wanted));
    }

    /** Whether it is about what a class itself is, not about what it uses. */
    boolean ofOwnCode() {
        return patterns.contains(NATIVE_METHODS);
    }

    /** The classes some of whose members it is about. */
    Stream<String> owners() {
        return patterns.stream()
                .filter(pattern -> pattern.indexOf('#') > 0)
                .map(pattern -> pattern.substring(0, pattern.indexOf('#')));
    }

    /** @param permissions what the descriptor asks for */
    Finding finding(String place, List<String> permissions) {
        boolean permitted = !permission.isEmpty() && permissions.stream().anyMatch(this::isAllowedBy);
        String advice = permitted || permission.isEmpty() ? "" : "; the permission that allows it is " + shown();
        return new Finding(
                id, permitted ? Severity.PERMITTED : severity, EntryNames.printable(place), sentence + advice);
    }

    private boolean isAllowedBy(String given) {
        return permission.endsWith(":") ? given.startsWith(permission) : given.equals(permission);
    }

    private String shown() {
        return switch (permission) {
            case "network:access:" -> "network:access:HOST";
            case "file:" -> "file:read:/PATH";
            case "file:write:" -> "file:write:/PATH";
            default -> permission;
        };
    }
}
