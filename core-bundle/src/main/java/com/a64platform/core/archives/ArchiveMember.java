package com.a64platform.core.archives;

import com.a64platform.core.crypto.Digests;
import com.a64platform.core.crypto.DocumentType;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One member of an archive as its list names it.
 *
 * @param sha256 lower-case hex
 */
record ArchiveMember(String path, Role role, long length, String sha256) {
    /** What a member is, where such a one lies, and how large it may be. */
    enum Role {
        ARTIFACT("modules/[a-z][A-Za-z0-9.-]{2,180}\\.jar", 0),
        SIGNATURE("modules/[a-z][A-Za-z0-9.-]{2,180}\\.jar\\.sig", DocumentType.ARTIFACT.maxBytes()),
        LICENSE("modules/[a-z][A-Za-z0-9.-]{2,180}\\.license", 16 * 1024),
        SBOM("modules/[a-z][A-Za-z0-9.-]{2,180}\\.cdx\\.json", 4 * 1024 * 1024),
        ROOT("trust/root-[1-9][0-9]{0,8}\\.json", DocumentType.ROOT.maxBytes()),
        TIMESTAMP("trust/timestamp\\.json", DocumentType.TIMESTAMP.maxBytes()),
        CATALOG("trust/catalog\\.json", DocumentType.CATALOG.maxBytes()),
        PUBLISHER("trust/publishers/[a-z][a-z0-9-]{1,49}\\.json", DocumentType.PUBLISHER.maxBytes());

        private final Pattern place;
        private final long maxBytes;

        Role(String place, long maxBytes) {
            this.place = Pattern.compile(place);
            this.maxBytes = maxBytes;
        }

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** @param artifact how large an artifact may be */
        long maxBytes(long artifact) {
            return this == ARTIFACT ? artifact : maxBytes;
        }

        static Optional<Role> labelled(String label) {
            return Arrays.stream(values())
                    .filter(role -> role.label().equals(label))
                    .findFirst();
        }
    }

    /** Whether it lies where its role has its place, and its digest is one. */
    boolean plausible() {
        return role.place.matcher(path).matches() && Digests.isSha256(sha256);
    }

    /** What it has in common with the other files of its module, such as {@code modules/hello-1.0.0}. */
    String base() {
        var ending =
                switch (role) {
                    case ARTIFACT -> ".jar";
                    case SIGNATURE -> ".jar.sig";
                    case LICENSE -> ".license";
                    case SBOM -> ".cdx.json";
                    default -> "";
                };
        return path.substring(0, path.length() - ending.length());
    }

    boolean ofModule() {
        return path.startsWith("modules/");
    }
}
