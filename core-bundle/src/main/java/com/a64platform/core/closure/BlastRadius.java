package com.a64platform.core.closure;

import com.a64platform.core.modules.Revision;
import com.a64platform.core.modules.VerifiedArtifact;
import java.util.List;

/**
 * Whom a change of one module would touch: modules whose bundles are wired to its bundle, and modules with components that
 * its coming or going would restart. Each is named in a sentence that says why; no sentence means nobody. Asking changes
 * nothing. Thread-safe; what is true now may be different when something else changes.
 */
public interface BlastRadius {
    /** Whom it touches when the artifact comes, in the place of the module's revision that serves if there is one. */
    List<String> ofArriving(VerifiedArtifact next);

    /** Whom it touches when the revision that is loaded beside the one that serves takes its place. */
    List<String> ofReplacing(Revision next);

    /** Whom it touches when the module's revision goes and none comes in its place. */
    List<String> ofRemoving(String module);
}
