package com.a64platform.core.scanning;

import java.util.Set;

/** One entry of an archive, as its central directory describes it. */
record Entry(
        String name,
        byte[] rawName,
        int flags,
        int method,
        long crc,
        long packed,
        long size,
        long attributes,
        long offset) {
    static final int STORED = 0;
    static final int DEFLATED = 8;

    private static final int ENCRYPTED = 1;
    private static final int DESCRIPTOR_FOLLOWS = 8;

    /** Unix kinds of file: pipe, character device, block device, symbolic link, socket. */
    private static final Set<Integer> SPECIAL = Set.of(1, 2, 6, 10, 12);

    private static final int FOLDER = 4;

    boolean directory() {
        return name.endsWith("/");
    }

    /** Sizes and checksum stand behind the data, not before it. */
    boolean descriptorFollows() {
        return (flags & DESCRIPTOR_FOLLOWS) != 0;
    }

    void check() throws Refusal {
        if ((flags & ENCRYPTED) != 0) {
            throw new Refusal("its entry " + EntryNames.printable(name) + " is encrypted; build it without a password");
        }
        if (method != STORED && method != DEFLATED) {
            throw new Refusal("its entry " + EntryNames.printable(name)
                    + " is packed in an unusual way; use deflate or no compression");
        }
        int kind = (int) (attributes >>> 28);
        if (SPECIAL.contains(kind) || (kind == FOLDER && !directory())) {
            throw new Refusal("its entry " + EntryNames.printable(name)
                    + " is a link or a special file; put the file itself there");
        }
        if (directory() && size != 0) {
            throw new Refusal("its folder " + EntryNames.printable(name) + " has content; build it again");
        }
    }
}
