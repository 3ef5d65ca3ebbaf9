package com.a64platform.core.bytecode;

/**
 * Something that a class file names.
 *
 * @param owner a class by its binary name with dots; of a text, the text itself
 * @param name of the member; empty when there is none
 */
public record Reference(Kind kind, String owner, String name) {
    /** What is named. */
    public enum Kind {
        /** A class, used in any way. */
        TYPE,
        /** The class that is extended. */
        PARENT,
        /** A field or method of a class, constructors as {@code <init>}. */
        MEMBER,
        /** A constant text, which may be a name for reflection. */
        TEXT,
        /** A native method that the class itself declares. */
        NATIVE
    }

    static Reference type(String internal) {
        return new Reference(Kind.TYPE, dotted(internal), "");
    }

    static Reference member(String internal, String name) {
        return new Reference(Kind.MEMBER, dotted(internal), name);
    }

    static Reference text(String text) {
        return new Reference(Kind.TEXT, text, "");
    }

    /** The class behind an internal name, which may be that of an array. */
    static String dotted(String internal) {
        int dimensions = 0;
        while (dimensions < internal.length() && internal.charAt(dimensions) == '[') {
            dimensions++;
        }
        boolean object = dimensions > 0 && internal.startsWith("L", dimensions) && internal.endsWith(";");
        String element =
                object ? internal.substring(dimensions + 1, internal.length() - 1) : internal.substring(dimensions);
        return element.replace('/', '.');
    }
}
