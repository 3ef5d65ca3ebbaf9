package com.a64platform.core.registry;

import com.a64platform.core.platform.PrivateFile;
import com.a64platform.core.registry.RegistrySource.RefusedException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * Where credentials are: {@code env:NAME} or a file that only its owner can read. They are read anew each time, so that a
 * new password needs no restart, and are kept nowhere. The text of this shows the place only.
 *
 * @param environment gives a variable's value, or null
 */
record CredentialsReference(String place, UnaryOperator<String> environment) {
    private static final String ENVIRONMENT = "env:";
    private static final Pattern BASIC = Pattern.compile("[!-9;-~]+:[!-~]+");
    private static final Pattern BEARER = Pattern.compile("[A-Za-z0-9._~+/=-]+");

    static CredentialsReference to(String place) {
        return new CredentialsReference(place, System::getenv);
    }

    /**
     * The value of an {@code Authorization} header.
     *
     * @throws RefusedException with a sentence that repeats nothing of the content
     */
    String header() throws RefusedException {
        var parts = content().strip().split("\\s+", 2);
        var kind = parts[0].toLowerCase(Locale.ROOT);
        var secret = parts.length == 2 ? parts[1] : "";
        if (kind.equals("basic") && BASIC.matcher(secret).matches()) {
            return "Basic " + Base64.getEncoder().encodeToString(secret.getBytes(StandardCharsets.US_ASCII));
        }
        if (kind.equals("bearer") && BEARER.matcher(secret).matches()) {
            return "Bearer " + secret;
        }
        throw new RefusedException("was not asked: in " + place + " has to be one line, basic USER:PASSWORD or bearer"
                + " TOKEN, in plain ASCII");
    }

    private String content() throws RefusedException {
        return found().orElseThrow(
                        () -> new RefusedException("was not asked: the credentials " + place + " are not there"));
    }

    private Optional<String> found() throws RefusedException {
        if (place.startsWith(ENVIRONMENT)) {
            return Optional.ofNullable(environment.apply(place.substring(ENVIRONMENT.length())));
        }
        try {
            return new PrivateFile(Path.of(place).toAbsolutePath())
                    .read()
                    .map(bytes -> new String(bytes, StandardCharsets.US_ASCII));
        } catch (PrivateFile.Exposed | UncheckedIOException unreadable) {
            throw new RefusedException("was not asked: " + unreadable.getMessage() + "; chmod 600 it");
        }
    }

    @Override
    public String toString() {
        return "CredentialsReference[" + place + "]";
    }
}
