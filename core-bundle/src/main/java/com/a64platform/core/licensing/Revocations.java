package com.a64platform.core.licensing;

import com.a64platform.core.memory.MonotonicMemory;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * The licenses that their issuer has revoked, for ever: they are remembered in the store and in the home, so that restoring
 * an older store brings none back. Thread-safe.
 */
@Component(service = Revocations.class)
public final class Revocations {
    private final MonotonicMemory memory;

    @Activate
    public Revocations(@Reference MonotonicMemory memory) {
        this.memory = memory;
    }

    /**
     * Remembers that a license was revoked. The caller has verified that its issuer says so, signed; durable on return.
     *
     * @param issuer key id of the license's issuer
     * @param jti the license's id
     */
    public void revoke(String issuer, String jti) {
        memory.remember(state -> state.withCounter(counter(issuer, jti), 1));
    }

    /** Whether its issuer has revoked a license. */
    public boolean revoked(String issuer, String jti) {
        return memory.recall().counter(counter(issuer, jti)) > 0;
    }

    private static String counter(String issuer, String jti) {
        return "revoked:" + issuer + ":" + jti;
    }
}
