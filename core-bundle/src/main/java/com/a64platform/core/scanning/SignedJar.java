package com.a64platform.core.scanning;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Pattern;

/**
 * An archive that is signed the JAR way. That signature lets nothing in here, but one that does not hold says that somebody
 * has changed the archive since.
 */
final class SignedJar {
    private static final Pattern SIGNATURE =
            Pattern.compile("META-INF/(SIG-[^/]*|[^/]*[.](SF|RSA|DSA|EC))", Pattern.CASE_INSENSITIVE);

    private SignedJar() {}

    static boolean isSignature(String entry) {
        return SIGNATURE.matcher(entry).matches();
    }

    /** @param library whether entries without a signature are let pass: old libraries' algorithms no longer count */
    static void check(Path archive, boolean library) throws IOException, Refusal {
        try (JarFile jar = new JarFile(archive.toFile(), true)) {
            for (JarEntry entry : jar.stream().toList()) {
                try (InputStream content = jar.getInputStream(entry)) {
                    content.transferTo(OutputStream.nullOutputStream());
                }
                if (!library && !entry.isDirectory() && !beside(entry) && entry.getCodeSigners() == null) {
                    throw new Refusal("it is a signed JAR, but its entry " + EntryNames.printable(entry.getName())
                            + " is not signed; sign all of it or remove the JAR signature");
                }
            }
        } catch (SecurityException e) {
            throw new Refusal("it is a signed JAR whose signature does not hold; build it again, or remove the JAR"
                    + " signature before the publisher signs");
        }
    }

    private static boolean beside(JarEntry entry) {
        return isSignature(entry.getName()) || entry.getName().equalsIgnoreCase(JarFile.MANIFEST_NAME);
    }
}
