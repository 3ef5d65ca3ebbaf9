package com.a64platform.launcher.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsKeysTest {
    private static final String PASSWORD = "a pass word";

    @TempDir
    private static Path made;

    @TempDir
    private Path folder;

    @BeforeAll
    static void make() throws Exception {
        make("one", "EC", "-1d", "30");
        make("two", "EC", "-1d", "30");
        make("rsa", "RSA", "-1d", "30");
        make("expired", "EC", "-10d", "5");
        make("early", "EC", "+5d", "5");
    }

    @BeforeEach
    void takeTheFirst() throws IOException {
        take("one", "one");
    }

    @Test
    void readsPemOfEveryUsualKind() throws IOException {
        assertThat(files().read().key().getAlgorithm()).isEqualTo("EC");
        take("rsa", "rsa");
        assertThat(files().read().key().getAlgorithm()).isEqualTo("RSA");
    }

    @Test
    void readsAStoreOfPkcs12WithItsPassword() throws IOException {
        Files.copy(made.resolve("two.p12"), folder.resolve("store.p12"));
        Path password = secret("password", PASSWORD + "\n");

        assertThat(subject(new TlsFiles(folder.resolve("store.p12"), password).read()))
                .isEqualTo("CN=two");
        refusal(new TlsFiles(folder.resolve("store.p12"), secret("wrong", "x")))
                .hasMessageContaining("TLS_CERTIFICATE")
                .hasMessageNotContaining(PASSWORD);
    }

    @Test
    void refusesWhatHasExpiredOrIsNotYetValid() throws IOException {
        take("expired", "expired");
        refusal(files()).hasMessageContaining("has expired").hasMessageContaining("certificate.pem");
        take("early", "early");
        refusal(files()).hasMessageContaining("is not valid before");
    }

    @Test
    @Tag("attack")
    void refusesAKeyThatOthersCanRead() throws IOException {
        Files.setPosixFilePermissions(folder.resolve("key.pem"), PosixFilePermissions.fromString("rw-r-----"));

        refusal(files()).hasMessageContaining("TLS_KEY").hasMessageContaining("chmod 600");
    }

    @Test
    void refusesWhatDoesNotBelongTogether() throws IOException {
        take("one", "two");
        refusal(files()).hasMessageContaining("is not that of the key");
        take("one", "rsa");
        refusal(files()).hasMessageContaining("is not that of the key");
        Files.writeString(
                folder.resolve("certificate.pem"),
                Files.readString(made.resolve("one.pem")) + Files.readString(made.resolve("two.pem")));
        refusal(files()).hasMessageContaining("order");
    }

    @Test
    void refusesWhatItCannotRead() throws IOException {
        secret("key.pem", "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----\n");
        refusal(files()).hasMessageContaining("TLS_KEY").hasMessageContaining("openssl pkcs8");
        Files.delete(folder.resolve("key.pem"));
        refusal(files()).hasMessageContaining("TLS_KEY").hasMessageContaining("absent");
        take("one", "one");
        Files.writeString(folder.resolve("certificate.pem"), "no certificate");
        refusal(files()).hasMessageContaining("TLS_CERTIFICATE");
        Files.delete(folder.resolve("certificate.pem"));
        refusal(files()).hasMessageContaining("TLS_CERTIFICATE").hasMessageContaining("absent");
    }

    @Test
    void takesUpAChangedCertificateAndKeepsTheOldOneUntilItCanBeUsed() throws IOException {
        TlsKeys keys = TlsKeys.of(files(), Duration.ZERO);
        String first = chosen(keys);
        Files.copy(made.resolve("two.pem"), replaced("certificate.pem"));
        touch("certificate.pem", 10);
        assertThat(chosen(keys)).as("with half of the change").isEqualTo(first);
        secret("key.pem", Files.readString(made.resolve("two.key")));
        touch("key.pem", 20);

        String second = chosen(keys);

        assertThat(keys.getCertificateChain(second)[0].getSubjectX500Principal())
                .hasToString("CN=two");
        assertThat(keys.getCertificateChain(first)[0].getSubjectX500Principal()).hasToString("CN=one");
        assertThat(keys.getPrivateKey(first)).isNotEqualTo(keys.getPrivateKey(second));
        assertThat(keys.chooseServerAlias("RSA", null, null)).isNull();
    }

    private static String chosen(TlsKeys keys) {
        return keys.chooseEngineServerAlias("EC", null, null);
    }

    private TlsFiles files() {
        return new TlsFiles(folder.resolve("certificate.pem"), folder.resolve("key.pem"));
    }

    private void take(String certificate, String key) throws IOException {
        Files.copy(made.resolve(certificate + ".pem"), replaced("certificate.pem"));
        secret("key.pem", Files.readString(made.resolve(key + ".key")));
    }

    private Path replaced(String name) throws IOException {
        Files.deleteIfExists(folder.resolve(name));
        return folder.resolve(name);
    }

    private Path secret(String name, String content) throws IOException {
        Path file = Files.writeString(replaced(name), content);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    private void touch(String name, int seconds) throws IOException {
        Files.setLastModifiedTime(
                folder.resolve(name), FileTime.from(Instant.now().plusSeconds(seconds)));
    }

    private static String subject(TlsIdentity identity) {
        return identity.chain().get(0).getSubjectX500Principal().toString();
    }

    private static org.assertj.core.api.AbstractThrowableAssert<?, ?> refusal(TlsFiles files) {
        return assertThatThrownBy(files::read).isInstanceOf(UnusableFile.class);
    }

    private static void make(String name, String algorithm, String start, String days) throws Exception {
        Path store = made.resolve(name + ".p12");
        Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        Process process = new ProcessBuilder(
                        keytool.toString(),
                        "-genkeypair",
                        "-alias",
                        "server",
                        "-keyalg",
                        algorithm,
                        "-dname",
                        "CN=" + name,
                        "-ext",
                        "SAN=dns:localhost",
                        "-startdate",
                        start,
                        "-validity",
                        days,
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        PASSWORD)
                .redirectErrorStream(true)
                .redirectOutput(made.resolve(name + ".out").toFile())
                .start();
        assertThat(process.waitFor()).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        pem(
                name + ".key",
                "PRIVATE KEY",
                keys.getKey("server", PASSWORD.toCharArray()).getEncoded());
        pem(name + ".pem", "CERTIFICATE", keys.getCertificate("server").getEncoded());
    }

    private static void pem(String file, String what, byte[] content) throws IOException {
        String lines = Base64.getMimeEncoder().encodeToString(content);
        Files.writeString(
                made.resolve(file), "-----BEGIN " + what + "-----\n" + lines + "\n-----END " + what + "-----\n");
    }
}
