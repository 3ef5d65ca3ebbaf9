package com.a64platform.core.tenancy;

import com.a64platform.core.doors.Doors;
import com.a64platform.core.identity.Sessions;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** Whose session ends, because he signs out or may do something else from now on, has nothing open any more. */
@Component(service = SignedOut.class, immediate = true)
public final class SignedOut {
    private final Runnable forget;

    @Activate
    public SignedOut(@Reference Sessions sessions, @Reference Doors doors) {
        this.forget = sessions.whenEnded(doors::signOut);
    }

    @Deactivate
    public void close() {
        forget.run();
    }
}
