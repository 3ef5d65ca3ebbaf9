package com.a64platform.core.licenseserver;

import com.a64platform.core.crypto.SigningKey;
import com.a64platform.core.leases.LeaseClaims;
import com.a64platform.core.leases.LeaseToken;
import com.a64platform.core.leases.LicenseServerClient;
import com.a64platform.core.leases.Nonces;
import com.a64platform.core.leases.Question;
import com.a64platform.core.leases.ServerAddress;
import com.a64platform.core.leases.ServerAnswer;
import com.a64platform.core.leases.ServerAnswer.Invalid;
import com.a64platform.core.leases.ServerAnswer.Valid;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;

/** An installation as the server sees it: a key, and the sequence of the newest lease. A copy has the same of both. */
final class Platform {
    final SigningKey key;
    private final LicenseServerClient client;
    private final SigningKey issuer;
    long sequence;
    int seats;
    String nonce = Nonces.fresh();

    Platform(URI server, SigningKey issuer) {
        this(server, issuer, SigningKey.generate(), 0);
    }

    private Platform(URI server, SigningKey issuer, SigningKey key, long sequence) {
        this.client = new LicenseServerClient(ServerAddress.of(server.toString(), Optional.empty()));
        this.issuer = issuer;
        this.key = key;
        this.sequence = sequence;
    }

    Platform copy(URI server) {
        return new Platform(server, issuer, key, sequence);
    }

    /** Takes what it gets, as a platform does. */
    Valid granted(String license) throws Exception {
        var valid = (Valid) ask(license);
        var lease = LeaseToken.verify(valid.lease(), issuer.publicKey());
        sequence = lease.sequence();
        nonce = Nonces.fresh();
        return valid;
    }

    LeaseClaims lease(Valid valid) throws Exception {
        return LeaseToken.verify(valid.lease(), issuer.publicKey());
    }

    String reason(String license) {
        return ((Invalid) ask(license)).reason();
    }

    ServerAnswer ask(String license) {
        return client.validate(question(Question.Kind.VALIDATE, license, "farm-manager", sequence + 1), key::sign);
    }

    long watch(long known) throws IOException {
        return client.watch(question(Question.Kind.WATCH, "", "", known), key::sign);
    }

    Question question(Question.Kind kind, String license, String module, long counter) {
        return new Question(kind, license, module, Instant.now(), key.keyId(), key.publicKey(), nonce, counter, seats);
    }
}
