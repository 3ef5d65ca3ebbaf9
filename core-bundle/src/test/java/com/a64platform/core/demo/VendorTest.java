package com.a64platform.core.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.a64platform.core.crypto.Jws;
import com.a64platform.core.crypto.SigningKey;
import com.a64platform.core.crypto.StrictJson;
import java.util.Set;
import org.junit.jupiter.api.Test;

class VendorTest {
    @Test
    void forgesWhatLooksGenuineButForItsSignature() throws Exception {
        var issuer = SigningKey.generate();
        var claims = StrictJson.object().put("iss", issuer.keyId());
        var genuine = Jws.sign(issuer, "t", claims);

        var forged = Jws.parse(Vendor.forged(genuine), "t", 1000);

        assertThat(forged.keyId()).isEqualTo(issuer.keyId());
        assertThat(forged.claims(issuer.publicKey(), Set.of("iss"))).isEmpty();
    }
}
