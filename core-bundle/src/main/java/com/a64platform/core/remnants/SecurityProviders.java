package com.a64platform.core.remnants;

import com.a64platform.core.unloading.Leftover;
import com.a64platform.core.unloading.ModuleCode;
import com.a64platform.core.unloading.Remnant;
import java.security.Provider;
import java.security.Security;
import java.util.Arrays;
import java.util.List;

/** Providers of cryptography. */
final class SecurityProviders implements Remnant {
    @Override
    public String kind() {
        return "security provider";
    }

    @Override
    public List<Leftover> sweep(ModuleCode code) {
        return Arrays.stream(Security.getProviders())
                .filter(code::owns)
                .map(this::remove)
                .toList();
    }

    private Leftover remove(Provider provider) {
        Security.removeProvider(provider.getName());
        return Leftover.cleared(kind(), provider.getName(), "pass the provider to getInstance instead");
    }
}
