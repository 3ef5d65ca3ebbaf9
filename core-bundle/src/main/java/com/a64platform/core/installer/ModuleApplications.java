package com.a64platform.core.installer;

import com.a64platform.core.modules.Revision;
import com.a64platform.core.routes.RequestHandler;

/** Makes the REST application that serves a revision's resources. */
public interface ModuleApplications {
    /** The application, not built yet: its first request builds it, or {@code prepare()}. */
    RequestHandler create(Revision revision);
}
