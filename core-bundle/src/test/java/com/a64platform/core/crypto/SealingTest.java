package com.a64platform.core.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SealingTest {
    private static final String SECRET = "a secret of at least thirty-two characters";
    private static final byte[] PLACE = "[\"license\",\"tenant\"]".getBytes(StandardCharsets.UTF_8);
    private static final byte[] PLAIN = "the license".getBytes(StandardCharsets.UTF_8);

    private final byte[] salt = Sealing.newSalt();
    private final Sealing sealing = Sealing.derive(SECRET, salt, "licenses");

    /** RFC 5869, test case 1. */
    @Test
    void derivesAsTheStandardDoes() {
        var hex = HexFormat.of();
        var info = hex.parseHex("f0f1f2f3f4f5f6f7f8f9");
        var expected = "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865";
        var input = hex.parseHex("0b".repeat(22));
        var salted = hex.parseHex("000102030405060708090a0b0c");
        assertThat(Sealing.hkdf(input, salted, info, 42)).isEqualTo(hex.parseHex(expected));
    }

    @Test
    void opensWhatItSealedInTheSamePlace() {
        assertThat(sealing.open(sealing.seal(PLAIN, PLACE), PLACE)).hasValue(PLAIN);
        assertThat(Sealing.derive(SECRET, salt, "licenses").open(sealing.seal(PLAIN, PLACE), PLACE))
                .hasValue(PLAIN);
    }

    @Test
    void opensNothingElsewhere() {
        var sealed = sealing.seal(PLAIN, PLACE);
        assertThat(sealing.open(sealed, "[\"license\",\"other\"]".getBytes(StandardCharsets.UTF_8)))
                .isEmpty();
        assertThat(Sealing.derive(SECRET + "!", salt, "licenses").open(sealed, PLACE))
                .isEmpty();
        assertThat(Sealing.derive(SECRET, Sealing.newSalt(), "licenses").open(sealed, PLACE))
                .isEmpty();
        assertThat(Sealing.derive(SECRET, salt, "other").open(sealed, PLACE)).isEmpty();
        assertThat(sealing.open(new byte[5], PLACE)).isEmpty();
    }

    @Test
    void noticesEveryChangedByte() {
        var sealed = sealing.seal(PLAIN, PLACE);
        for (int i = 0; i < sealed.length; i++) {
            var changed = sealed.clone();
            changed[i] ^= 1;
            assertThat(sealing.open(changed, PLACE)).as("byte %d", i).isEmpty();
        }
    }

    @Test
    void neverSealsTheSameTwice() {
        assertThat(sealing.seal(PLAIN, PLACE)).isNotEqualTo(sealing.seal(PLAIN, PLACE));
    }

    @Test
    void knowsItsKeyAgain() {
        assertThat(Sealing.derive(SECRET, salt, "licenses").keyId()).isEqualTo(sealing.keyId());
        assertThat(Sealing.derive(SECRET + "!", salt, "licenses").keyId()).isNotEqualTo(sealing.keyId());
        assertThat(sealing.toString()).doesNotContain(SECRET);
    }

    @Test
    void aHomeKnowsWhatItWrote(@TempDir Path folder) throws Exception {
        var key = MacKey.loadOrCreate(folder.resolve("mac.key"));
        var mac = key.mac(PLAIN);
        assertThat(MacKey.loadOrCreate(folder.resolve("mac.key")).made(mac, PLAIN))
                .isTrue();
        assertThat(key.made(mac, PLACE)).isFalse();
        assertThat(MacKey.loadOrCreate(folder.resolve("other.key")).made(mac, PLAIN))
                .isFalse();
    }
}
