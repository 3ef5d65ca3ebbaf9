package com.a64platform.core.licenseserver;

import com.a64platform.core.crypto.Digests;
import com.a64platform.core.platform.PrivateFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;

/** What an operator shows to issue, renew and revoke: 256 random bits, of which the server keeps the SHA-256 only. */
final class OperatorToken {
    private static final int BYTES = 32;
    private static final String SCHEME = "Bearer ";

    private final PrivateFile file;

    OperatorToken(Path folder) {
        this.file = new PrivateFile(folder.resolve("operator-token.sha256"));
    }

    /** Makes the first one; empty when there is one, which nobody can read any more. */
    Optional<String> first() {
        return file.read().isPresent() ? Optional.empty() : Optional.of(replace());
    }

    /** Makes another one, in place of the one before. */
    String replace() {
        var random = new byte[BYTES];
        new SecureRandom().nextBytes(random);
        var token = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        file.write(digest(token).getBytes(StandardCharsets.US_ASCII));
        return token;
    }

    /** Whether a header {@code Authorization} carries it. Takes the same time wherever the first difference is. */
    boolean carriedBy(String authorization) {
        if (!authorization.startsWith(SCHEME)) {
            return false;
        }
        var given = digest(authorization.substring(SCHEME.length()));
        return file.read()
                .filter(kept -> MessageDigest.isEqual(kept, given.getBytes(StandardCharsets.US_ASCII)))
                .isPresent();
    }

    private static String digest(String token) {
        return Digests.sha256(token.getBytes(StandardCharsets.UTF_8));
    }
}
