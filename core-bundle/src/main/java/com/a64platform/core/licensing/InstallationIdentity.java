package com.a64platform.core.licensing;

import com.a64platform.core.crypto.SigningKey;
import com.a64platform.core.platform.Home;
import com.a64platform.core.platform.Platform;
import java.nio.file.Path;
import java.security.PublicKey;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Who this installation of the platform is: an Ed25519 key made at the first start, kept in the home. Immutable. */
@Component(service = InstallationIdentity.class)
public final class InstallationIdentity {
    private final SigningKey key;

    @Activate
    public InstallationIdentity(@Reference Platform platform) {
        this(SigningKey.loadOrCreate(file(platform.home())));
    }

    InstallationIdentity(SigningKey key) {
        this.key = key;
    }

    /** Where the key of a home is. */
    public static Path file(Home home) {
        return home.keys().resolve("installation.pem");
    }

    /** The key's thumbprint, hex SHA-256 of its SubjectPublicKeyInfo: what a license is bound to. No secret. */
    public String id() {
        return key.keyId();
    }

    /** Whoever has it can tell what this installation has signed. */
    public PublicKey publicKey() {
        return key.publicKey();
    }

    /** Signs in the name of this installation. */
    public byte[] sign(byte[] message) {
        return key.sign(message);
    }
}
