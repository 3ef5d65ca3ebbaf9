package com.a64platform.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node that serves HTTPS itself. */
class HttpsIT {
    /** The alert of a server that speaks no such version. */
    private static final String PROTOCOL_VERSION = "alert 70";

    @TempDir
    private Path folder;

    @Test
    void servesItsCertificateTakesUpAnotherAndRefusesWhatIsNone() throws Exception {
        Path first = folderOf("first");
        Path second = folderOf("second");
        Path used = Files.createDirectory(folder.resolve("used"));
        exchange(first, used);
        int port = freePort();
        try (var node = Operator.of(PlatformProcess.on(folder.resolve("home")))
                .with("HTTPS_PORT", Integer.toString(port))
                .with("TLS_CERTIFICATE", used.resolve("certificate.pem").toString())
                .with("TLS_KEY", used.resolve("key.pem").toString())) {
            node.start();
            assertThat(ask(first, port, "TLSv1.3")).isEqualTo(200);
            assertThat(ask(first, port, "TLSv1.2")).isEqualTo(200);
            assertThatThrownBy(() -> ask(second, port, "TLSv1.3")).isInstanceOf(SSLHandshakeException.class);
            refusesWhatIsTooOld(port);
            var live = opensASocket(first, port, new Operator(node), node.deploy());

            exchange(second, used);
            await().ignoreExceptions().untilAsserted(() -> assertThat(ask(second, port, "TLSv1.3"))
                    .isEqualTo(200));
            assertThat(live.ask("under the certificate before")).isEqualTo("under the certificate before");
            assertThat(node.log()).contains("Exchange it before clients refuse this node.");

            Files.writeString(used.resolve("certificate.pem"), "none");
            node.kill();
            assertThat(node.launch().awaitExit()).isEqualTo(2);
            assertThat(node.text()).contains("TLS_CERTIFICATE: the file ");
        }
    }

    private static void refusesWhatIsTooOld(int port) throws Exception {
        assertThat(ClientHello.TLS_1_2.answer("localhost", port)).isEqualTo("handshake");
        assertThat(ClientHello.TLS_1_1.answer("localhost", port)).isEqualTo(PROTOCOL_VERSION);
        assertThat(ClientHello.TLS_1_0.answer("localhost", port)).isEqualTo(PROTOCOL_VERSION);
    }

    private static SocketListener opensASocket(Path believed, int port, Operator admin, Path deploy) throws Exception {
        SocketsIT.module("1.0.0").writeTo(deploy);
        admin.awaitInstallation("live", "1.0.0 ENABLED");
        assertThat(admin.why("live")).contains("certificate-expiring", "TLS_CERTIFICATE expires at");
        var builder = client(believed, "TLSv1.3").newWebSocketBuilder();
        var live = SocketListener.open(
                URI.create("https://localhost:" + port),
                "/api/v1/live/feed/barn",
                builder.header("Authorization", "Bearer " + admin.token()));
        assertThat(live.next()).isEqualTo("1.0.0 barn " + Operator.EMAIL);
        assertThat(live.ask("hello")).isEqualTo("hello");
        return live;
    }

    private Path folderOf(String name) throws Exception {
        Path made = Files.createDirectory(folder.resolve(name));
        Certificate.makeIn(made, "localhost");
        return made;
    }

    private static void exchange(Path from, Path to) throws Exception {
        for (String name : new String[] {"key.pem", "certificate.pem"}) {
            Path fresh = Files.copy(from.resolve(name), to.resolve(name + ".new"));
            Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-------"));
            Files.move(fresh, to.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private static int ask(Path believed, int port, String protocol) throws Exception {
        var request = HttpRequest.newBuilder(URI.create("https://localhost:" + port + "/health/ready"));
        return client(believed, protocol)
                .send(request.build(), BodyHandlers.discarding())
                .statusCode();
    }

    /** Believes the certificate of a folder alone. */
    private static HttpClient client(Path believed, String protocol) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        try (InputStream in = Files.newInputStream(believed.resolve("certificate.pem"))) {
            store.setCertificateEntry(
                    "node", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        var context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return HttpClient.newBuilder()
                .sslContext(context)
                .sslParameters(new SSLParameters(null, new String[] {protocol}))
                .build();
    }

    private static int freePort() throws Exception {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
