package com.a64platform.adapters.embedded;

import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.bson.BinData;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;

/** The one credential of one start, 256 random bits, and which connections have shown it (SASL PLAIN, RFC 4616). */
final class Login {
    static final String USER = "platform";

    private static final AttributeKey<Boolean> SIGNED_IN = AttributeKey.valueOf(Login.class, "signedIn");
    private static final int SECRET_BYTES = 32;

    private final String secret;

    Login() {
        byte[] random = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(random);
        this.secret = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    }

    String secret() {
        return secret;
    }

    /**
     * The driver sends the user's name for the identity to act as, too.
     *
     * @throws MongoServerError code 18 when the credential is not the one of this start
     */
    Document signIn(Channel channel, Document request) {
        byte[] expected = (USER + "\0" + USER + "\0" + secret).getBytes(StandardCharsets.UTF_8);
        boolean right = "PLAIN".equals(request.get("mechanism"))
                && request.get("payload") instanceof BinData payload
                && MessageDigest.isEqual(expected, payload.getData());
        if (!right) {
            throw new MongoServerError(18, "AuthenticationFailed", "Authentication failed.");
        }
        channel.attr(SIGNED_IN).set(true);
        Document reply =
                new Document("conversationId", 1).append("done", true).append("payload", new BinData(new byte[0]));
        Utils.markOkay(reply);
        return reply;
    }

    /** @throws MongoServerError code 13 when the connection has not signed in */
    void require(Channel channel) {
        if (!Boolean.TRUE.equals(channel.attr(SIGNED_IN).get())) {
            throw new MongoServerError(13, "Unauthorized", "This command requires authentication.");
        }
    }
}
