package com.a64platform.core.platform;

import static org.assertj.core.api.Assertions.assertThat;

import com.a64platform.core.registry.ServerIdentity;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import javax.net.ssl.X509ExtendedKeyManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServedCertificateTest {
    @TempDir
    Path folder;

    @Test
    void warnsThirtyDaysBeforeTheEndAndAfterIt() {
        var keys = ServerIdentity.of(folder, "dns:node.test").keys();
        var alias = keys.chooseEngineServerAlias("EC", null, null);
        var end = keys.getCertificateChain(alias)[0].getNotAfter().toInstant();

        assertThat(at(end.minus(Duration.ofDays(31)), keys)).isEmpty();
        assertThat(at(end.minus(Duration.ofDays(29)), keys)).containsExactly("expires at " + end);
        assertThat(at(end.plusSeconds(1), keys)).containsExactly("has expired at " + end);
    }

    @Test
    void saysNothingOfANodeWithoutHttps() {
        assertThat(new ServedCertificate(List.of()).warning()).isEmpty();
        assertThat(new ServedCertificate(List.of()).present()).isFalse();
    }

    private static List<String> at(Instant now, X509ExtendedKeyManager keys) {
        return new ServedCertificate(List.of(keys), Clock.fixed(now, ZoneOffset.UTC))
                .warning().stream()
                        .map(ServedCertificate.Warning::sentence)
                        .map(said -> said.replace("The certificate of TLS_CERTIFICATE ", "")
                                .replaceAll("[.]$", ""))
                        .toList();
    }
}
