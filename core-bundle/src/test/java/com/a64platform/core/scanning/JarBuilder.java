package com.a64platform.core.scanning;

import com.example.Hostile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Builds JARs, the good ones and the bad ones. */
public final class JarBuilder {
    static final String DESCRIPTOR = "META-INF/a64/module.json";

    private final Map<String, String> headers = new LinkedHashMap<>();
    private final Map<String, byte[]> entries = new LinkedHashMap<>();
    private boolean stored;

    /** A bundle that passes: named {@code farm}, with a descriptor and one class. */
    public static JarBuilder bundle() {
        JarBuilder jar = new JarBuilder();
        jar.headers.put("Bundle-ManifestVersion", "2");
        jar.headers.put("Bundle-SymbolicName", "farm;singleton:=true");
        return jar.with(DESCRIPTOR, "{}").with("com/example/Farm.class", Hostile.bytes(Hostile.Harmless.class));
    }

    public static JarBuilder empty() {
        return new JarBuilder();
    }

    public JarBuilder header(String name, String value) {
        headers.put(name, value);
        return this;
    }

    public JarBuilder with(String name, String content) {
        return with(name, content.getBytes(StandardCharsets.UTF_8));
    }

    public JarBuilder with(String name, byte[] content) {
        entries.put(name, content);
        return this;
    }

    public JarBuilder without(String name) {
        entries.remove(name);
        return this;
    }

    public JarBuilder stored() {
        stored = true;
        return this;
    }

    public byte[] build() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            if (!headers.isEmpty()) {
                write(zip, "META-INF/MANIFEST.MF", manifest());
            }
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                write(zip, entry.getKey(), entry.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private byte[] manifest() {
        StringBuilder text = new StringBuilder("Manifest-Version: 1.0\r\n");
        headers.forEach(
                (name, value) -> text.append(name).append(": ").append(value).append("\r\n"));
        return text.append("\r\n").toString().getBytes(StandardCharsets.UTF_8);
    }

    private void write(ZipOutputStream zip, String name, byte[] content) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        if (stored) {
            CRC32 crc = new CRC32();
            crc.update(content);
            entry.setMethod(ZipEntry.STORED);
            entry.setSize(content.length);
            entry.setCrc(crc.getValue());
        }
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }

    /** Replaces every occurrence; both texts are of one length, so that all offsets stay. */
    static byte[] replace(byte[] jar, String from, String to) {
        if (from.length() != to.length()) {
            throw new IllegalArgumentException("Both must be equally long");
        }
        String latin = new String(jar, StandardCharsets.ISO_8859_1);
        if (!latin.contains(from)) {
            throw new IllegalArgumentException("Not in there: " + from);
        }
        return latin.replace(from, to).getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Position of the directory's record about an entry. */
    static int record(byte[] jar, String name) {
        String latin = new String(jar, StandardCharsets.ISO_8859_1);
        for (int at = latin.indexOf("PK\1\2"); at >= 0; at = latin.indexOf("PK\1\2", at + 1)) {
            if (latin.startsWith(name, at + 46)) {
                return at;
            }
        }
        throw new IllegalArgumentException("Not in there: " + name);
    }

    static byte[] patched(byte[] jar, int at, int... values) {
        byte[] copy = jar.clone();
        for (int i = 0; i < values.length; i++) {
            copy[at + i] = (byte) values[i];
        }
        return copy;
    }
}
