package com.a64platform.launcher;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** What values settings may have. */
final class Checks {
    private Checks() {}

    static Setting.Check matching(String pattern, String allowed) {
        return saying(allowed, value -> value.matches(pattern));
    }

    static Setting.Check oneOf(String... values) {
        return saying(String.join(" or ", values), List.of(values)::contains);
    }

    static Setting.Check between(long low, long high) {
        return saying(
                "a whole number from " + low + " to " + high,
                value -> value.matches("\\d{1,18}") && Long.parseLong(value) >= low && Long.parseLong(value) <= high);
    }

    static Setting.Check atLeastCharacters(int length) {
        return saying("at least " + length + " characters", value -> value.length() >= length);
    }

    static Setting.Check folder() {
        return path("the path of a folder");
    }

    static Setting.Check path(String allowed) {
        return saying(allowed, Checks::isPath);
    }

    /** The value says where they are, so that it may be seen by everybody. */
    static Setting.Check credentials() {
        return saying(
                "env:NAME or the absolute path of a file, with the credentials in it",
                value -> value.matches("env:[A-Za-z_][A-Za-z0-9_]*") || value.startsWith("/") && isPath(value));
    }

    static Setting.Check host() {
        return saying("an address or host name of this machine", value -> address(value)
                .isPresent());
    }

    static Setting.Check addressRanges() {
        return saying(
                "addresses or ranges such as 10.0.0.0/8, with commas between them",
                value -> List.of(value.split(",", -1)).stream().allMatch(range -> isRange(range.strip())));
    }

    /** A registry is believed by its signatures, yet what is asked of it should not be readable on the way. */
    static Setting.Check registry() {
        return saying(
                "an https: or file: URL without credentials (http: only to this machine itself)", Checks::isRegistry);
    }

    /** Codes and licenses go there. */
    static Setting.Check server() {
        return saying(
                "an https: URL (http: only to this machine itself)",
                value -> isRegistry(value) && !value.startsWith("file:"));
    }

    static boolean isLoopback(String host) {
        return address(host).map(InetAddress::isLoopbackAddress).orElse(false);
    }

    private static Setting.Check saying(String allowed, Predicate<String> good) {
        return value -> good.test(value) ? Optional.empty() : Optional.of(allowed);
    }

    private static boolean isPath(String value) {
        try {
            return !Path.of(value).toString().isEmpty();
        } catch (InvalidPathException e) {
            return false;
        }
    }

    private static Optional<InetAddress> address(String host) {
        try {
            return host.isBlank() ? Optional.empty() : Optional.of(InetAddress.getByName(host));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    /** No names: what they mean may change and nobody would see it. */
    private static boolean isRange(String value) {
        String[] parts = value.split("/", -1);
        boolean v4 = parts[0].matches("(0|[1-9]\\d{0,2})(\\.(0|[1-9]\\d{0,2})){3}");
        boolean v6 = parts[0].matches("[0-9a-fA-F]*:[0-9a-fA-F:.]*");
        Optional<InetAddress> first = v4 ? address(parts[0]) : v6 ? address("[" + parts[0] + "]") : Optional.empty();
        return first.isPresent()
                && (parts.length == 1
                        || parts.length == 2
                                && parts[1].matches("\\d{1,3}")
                                && Integer.parseInt(parts[1]) <= first.get().getAddress().length * 8);
    }

    private static boolean isRegistry(String value) {
        try {
            URI uri = new URI(value);
            if (uri.getRawUserInfo() != null) {
                return false;
            }
            return switch (String.valueOf(uri.getScheme())) {
                case "https" -> uri.getHost() != null;
                case "http" -> uri.getHost() != null && isLoopback(uri.getHost());
                case "file" -> uri.getPath() != null;
                default -> false;
            };
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
