package com.a64platform.core.descriptors;

/** JSON pointers, RFC 6901. */
public final class Pointers {
    private Pointers() {}

    /** A member's name as a segment of a pointer. */
    public static String escape(String member) {
        return member.replace("~", "~0").replace("/", "~1");
    }
}
