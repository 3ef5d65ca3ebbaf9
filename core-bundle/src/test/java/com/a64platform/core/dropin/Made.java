package com.a64platform.core.dropin;

import com.a64platform.core.trust.Catalog;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.zip.ZipInputStream;

/** A module of any name, that needs others. */
record Made(String name, String version, byte[] jar) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * @param permissions that it asks for, with a space between
     * @param needs such as {@code farm ^1.0.0}
     */
    static Made module(String name, String version, String permissions, String... needs) {
        return new Made(name, version, Farm.bundle(name, descriptor(name, version, permissions, "Made.", needs)));
    }

    /** One that is offered and does not start. */
    static Made broken(String name, String version, String... needs) {
        var descriptor = descriptor(name, version, "", "This one does not start", needs);
        return new Made(name, version, Farm.bundle(name, descriptor));
    }

    byte[] signature() {
        return (name + " " + version + " " + sha256()).getBytes(StandardCharsets.UTF_8);
    }

    String sha256() {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(jar));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** As a catalog lists them, the last version of each the latest. */
    static List<Catalog.Entry> entries(Collection<Made> modules) {
        return modules.stream()
                .collect(Collectors.groupingBy(Made::name, TreeMap::new, Collectors.toList()))
                .entrySet()
                .stream()
                .map(named -> new Catalog.Entry(
                        named.getKey(),
                        named.getKey(),
                        "",
                        "",
                        "publisher",
                        named.getValue().get(named.getValue().size() - 1).version(),
                        named.getValue().stream().map(Made::release).toList()))
                .toList();
    }

    private Catalog.Release release() {
        try (var zip = new ZipInputStream(new ByteArrayInputStream(jar))) {
            for (var entry = zip.getNextEntry(); !entry.getName().endsWith("module.json"); entry = zip.getNextEntry()) {
                zip.closeEntry();
            }
            var descriptor = JSON.readValue(zip.readAllBytes(), new TypeReference<Map<String, Object>>() {});
            return new Catalog.Release(version, sha256(), jar.length, descriptor, false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] descriptor(
            String name, String version, String permissions, String description, String... needs) {
        var ranges = Arrays.stream(needs)
                .map(need -> need.split(" ", 2))
                .map(need -> "\"" + need[0] + "\": \"" + need[1] + "\"")
                .collect(Collectors.joining(", "));
        var asked = Arrays.stream(permissions.split(" "))
                .filter(permission -> !permission.isEmpty())
                .map(permission -> "\"" + permission + "\"")
                .collect(Collectors.joining(", "));
        return """
                {"name": "%s", "version": "%s", "displayName": "%s", "description": "%s",
                 "author": {"name": "Test"}, "license": "MIT",
                 "licensing": {"required": false, "type": "subscription"},
                 "routePrefix": "/api/v1/%s",
                 "dependencies": {"platform": ">=1.0.0", "modules": {%s}, "java": ">=17"},
                 "databaseCollections": ["things"],
                 "permissions": [%s], "data": {"schema": 1, "reads": [1]}}
                """.formatted(name, version, name, description, name, ranges, asked)
                .getBytes(StandardCharsets.UTF_8);
    }
}
