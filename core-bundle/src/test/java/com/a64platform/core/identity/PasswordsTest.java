package com.a64platform.core.identity;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PasswordsTest {
    private final Passwords passwords = new Passwords();

    @Test
    void hashesWithTheRecommendedParameters() {
        var hash = passwords.hash("correct horse battery");

        assertThat(hash).startsWith("$argon2id$v=19$m=19456,t=2,p=1$");
        assertThat(Passwords.isHash(hash)).isTrue();
        assertThat(passwords.matches("correct horse battery", hash)).isTrue();
        assertThat(passwords.matches("correct horse batterz", hash)).isFalse();
        assertThat(passwords.outdated(hash)).isFalse();
    }

    /** From the test suite of the reference implementation: argon2 of phc-winner-argon2, m=256, t=2. */
    @Test
    void agreesWithTheReferenceImplementation() {
        var known = "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";

        assertThat(passwords.matches("password", known)).isTrue();
        assertThat(passwords.outdated(known)).isTrue();
    }

    @Test
    void saltsEveryHash() {
        var cheap = new Passwords(64);

        assertThat(cheap.hash("same")).isNotEqualTo(cheap.hash("same"));
    }

    @Test
    void makesPasswordsOfEnoughRandomness() {
        assertThat(Passwords.random()).matches("([a-z2-9]{4}-){5}[a-z2-9]{4}").isNotEqualTo(Passwords.random());
    }

    @Test
    void takesNothingElseForAHash() {
        assertThat(Passwords.isHash("$argon2i$v=19$m=64,t=1,p=1$c29tZXNhbHQ$aaaa"))
                .isFalse();
        assertThat(Passwords.isHash("")).isFalse();
    }
}
