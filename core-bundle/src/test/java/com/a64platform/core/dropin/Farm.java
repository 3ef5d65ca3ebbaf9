package com.a64platform.core.dropin;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/** A module's artifact, small but whole. */
record Farm(String version, byte[] jar) {
    static final String NAME = "farm";

    /** What a description may say after {@code settings}. */
    private static final Map<String, String> SETTINGS = Map.of(
            "none", "",
            "first", """
            "wells": {"type": "number", "default": 1},
            "owner": {"type": "string"},
            "key": {"type": "password"}
            """,
            "second", """
            "wells": {"type": "number", "default": 2, "max": 5},
            "pumps": {"type": "number", "default": 3},
            "key": {"type": "password"}
            """,
            "strict", """
            "wells": {"type": "number", "default": 1},
            "label": {"type": "string", "required": true}
            """);

    static Farm version(String version) {
        return version(version, "Farms.");
    }

    static Farm version(String version, String description) {
        return new Farm(version, build(version, description));
    }

    String file() {
        return NAME + "-" + version + ".jar";
    }

    String sha256() {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(jar));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The descriptor inside. */
    byte[] descriptor() {
        try (var zip = new ZipInputStream(new ByteArrayInputStream(jar))) {
            var entry = zip.getNextEntry();
            while (!entry.getName().equals("META-INF/a64/module.json")) {
                entry = zip.getNextEntry();
            }
            return zip.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] descriptor(String version, String description) {
        return """
                {"name": "farm", "version": "%s", "displayName": "Farm", "description": "%s",
                 "author": {"name": "Test"}, "license": "MIT",
                 "licensing": {"required": true, "type": "subscription"},
                 "routePrefix": "/api/v1/%s",
                 "dependencies": {"platform": ">=1.0.0", "modules": {}, "java": ">=17"},
                 "permissions": ["farm.v%s"], "data": {"schema": %s, "reads": [%s]}, "config": {"schema": {%s}, "migrates": %s}}
                """.formatted(
                        version,
                        description,
                        said(description, "prefix (\\w+)", NAME),
                        version.charAt(2),
                        schema(description),
                        reads(description),
                        SETTINGS.get(said(description, "settings (\\w+)", "first")),
                        description.contains("migrates"))
                .getBytes(StandardCharsets.UTF_8);
    }

    /** A description may say {@code prefix meadow}, {@code schema 2} and {@code reads 1, 2}. */
    private static String schema(String description) {
        return said(description, "schema (\\d)", "1");
    }

    private static String reads(String description) {
        return said(description, "reads (\\d(, \\d)*)", schema(description));
    }

    private static String said(String description, String pattern, String otherwise) {
        var match = Pattern.compile(pattern).matcher(description);
        return match.find() ? match.group(1) : otherwise;
    }

    private static byte[] build(String version, String description) {
        return bundle(NAME, descriptor(version, description));
    }

    /** The JAR of a module that holds nothing but its descriptor. */
    static byte[] bundle(String name, byte[] descriptor) {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            entry(
                    zip,
                    "META-INF/MANIFEST.MF",
                    ("Manifest-Version: 1.0\r\nBundle-ManifestVersion: 2\r\nBundle-SymbolicName: " + name + "\r\n\r\n")
                            .getBytes(StandardCharsets.UTF_8));
            entry(zip, "META-INF/a64/module.json", descriptor);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void entry(ZipOutputStream zip, String name, byte[] content) throws IOException {
        var entry = new ZipEntry(name);
        entry.setTime(0);
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }
}
