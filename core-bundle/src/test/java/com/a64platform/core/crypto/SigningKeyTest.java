package com.a64platform.core.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.a64platform.core.platform.PrivateFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SigningKeyTest {
    private static final HexFormat HEX = HexFormat.of();
    private static final String PKCS8 = "302e020100300506032b657004220420";
    private static final String SPKI = "302a300506032b6570032100";

    @TempDir
    Path folder;

    /** RFC 8032, section 7.1: secret key, public key, message, signature. */
    @ParameterizedTest
    @CsvSource({
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60,"
                + "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a,'',"
                + "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
                + "d25bf5f0595bbe24655141438e7a100b",
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb,"
                + "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c,72,"
                + "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c"
                + "387b2eaeb4302aeeb00d291612bb0c00",
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7,"
                + "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025,af82,"
                + "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc659"
                + "4a7c15e9716ed28dc027beceea1ec40a"
    })
    void signsAsTheStandardDoes(String secret, String point, String message, String signature) throws Exception {
        var key = SigningKey.fromPkcs8(HEX.parseHex(PKCS8 + secret));
        assertThat(key.publicKey().getEncoded()).isEqualTo(HEX.parseHex(SPKI + point));
        assertThat(key.sign(HEX.parseHex(message))).isEqualTo(HEX.parseHex(signature));
        assertThat(Ed25519.verifies(key.publicKey(), HEX.parseHex(message), HEX.parseHex(signature)))
                .isTrue();
        assertThat(Ed25519.verifies(key.publicKey(), HEX.parseHex(message + "00"), HEX.parseHex(signature)))
                .isFalse();
    }

    @Test
    void refusesEveryChangedBitOfASignature() {
        var key = SigningKey.generate();
        var signature = key.sign("message".getBytes());
        for (int bit = 0; bit < signature.length * 8; bit++) {
            var changed = signature.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(Ed25519.verifies(key.publicKey(), "message".getBytes(), changed))
                    .as("bit %d", bit)
                    .isFalse();
        }
    }

    @Test
    void comesBackFromItsFileAndOnlyItsOwnerMayRead() throws IOException {
        var file = folder.resolve("a.key");
        var key = SigningKey.loadOrCreate(file);
        assertThat(SigningKey.loadOrCreate(file).keyId()).isEqualTo(key.keyId());
        assertThat(SigningKey.load(file).orElseThrow().sign(new byte[3])).isEqualTo(key.sign(new byte[3]));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void refusesAFileThatIsNoKeyAndNamesIt() throws IOException {
        var file = Files.writeString(
                folder.resolve("b.key"), "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----");
        assertThatThrownBy(() -> SigningKey.loadOrCreate(file)).isInstanceOf(PrivateFile.Exposed.class);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        assertThatThrownBy(() -> SigningKey.loadOrCreate(file))
                .hasMessageContaining("b.key is not a private Ed25519 key");
        assertThat(Files.readString(file)).contains("AAAA");
    }

    @Test
    void showsNothingOfItsSecret() {
        var key = SigningKey.generate();
        assertThat(key).hasToString("SigningKey[" + key.keyId() + "]");
    }

    @Test
    void readsPublicKeysInTheirOneFormOnly() throws Exception {
        var key = SigningKey.generate().publicKey();
        assertThat(Ed25519.decode(Ed25519.encode(key))).isEqualTo(key);
        var smallOrder = Base64.getEncoder().encodeToString(HEX.parseHex(SPKI + "01" + "00".repeat(31)));
        var rsaLike = Base64.getEncoder().encodeToString(new byte[44]);
        for (String wrong : new String[] {"", "AAAA", "%%", smallOrder, rsaLike}) {
            assertThatThrownBy(() -> Ed25519.decode(wrong)).isInstanceOf(MalformedDocumentException.class);
        }
    }
}
