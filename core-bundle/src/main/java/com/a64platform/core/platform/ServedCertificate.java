package com.a64platform.core.platform;

import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.X509ExtendedKeyManager;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The certificate that this node serves HTTPS with, as to how long clients will accept it. Thread-safe. */
@Component(service = ServedCertificate.class)
public final class ServedCertificate {
    private static final Duration SOON = Duration.ofDays(30);
    /** What keys are called in handshakes of TLS 1.2 and 1.3. */
    private static final List<String> KEY_TYPES = List.of("EC", "RSA", "EdDSA");

    private final List<X509ExtendedKeyManager> keys;
    private final Clock clock;

    /** @param keys one, or none on a node without HTTPS */
    @Activate
    public ServedCertificate(@Reference(target = "(a64.tls=true)") List<X509ExtendedKeyManager> keys) {
        this(keys, Clock.systemUTC());
    }

    public ServedCertificate(List<X509ExtendedKeyManager> keys, Clock clock) {
        this.keys = List.copyOf(keys);
        this.clock = clock;
    }

    /** That clients refuse it, or will soon. */
    public record Warning(boolean expired, Instant end) {
        /** What is so, as a sentence. */
        public String sentence() {
            return "The certificate of TLS_CERTIFICATE " + (expired ? "has expired at " : "expires at ") + end + ".";
        }
    }

    /** Whether this node serves HTTPS at all. */
    public boolean present() {
        return !keys.isEmpty();
    }

    /** Empty when it is good for 30 days more, or when there is none. A changed file is looked at first. */
    public Optional<Warning> warning() {
        var now = clock.instant();
        return keys.stream()
                .flatMap(ServedCertificate::chain)
                .map(certificate -> certificate.getNotAfter().toInstant())
                .min(Instant::compareTo)
                .filter(end -> end.isBefore(now.plus(SOON)))
                .map(end -> new Warning(!now.isBefore(end), end));
    }

    /** As a handshake would choose it. */
    private static Stream<X509Certificate> chain(X509ExtendedKeyManager keys) {
        return KEY_TYPES.stream()
                .flatMap(type -> Stream.ofNullable(keys.chooseEngineServerAlias(type, null, null)))
                .limit(1)
                .flatMap(alias -> Stream.of(keys.getCertificateChain(alias)));
    }
}
