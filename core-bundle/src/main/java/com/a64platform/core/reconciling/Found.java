package com.a64platform.core.reconciling;

import java.util.Optional;

/**
 * What there is of a module on this node.
 *
 * @param serving the digest of what serves
 * @param held whether what serves may not be unloaded, because other modules use it
 * @param candidate whether something is ready beside it that nobody works on any more
 * @param copy whether the verified copy of what is wanted is here and unchanged
 * @param told whether its routes are known to be of a module that is not loaded
 * @param file whether a file of what is wanted lies in the folder
 * @param noted the digest that the node has noted down to have, or to have had, a file of
 * @param gone whether it has noted down, too, that this is not its own: taken away, or put there by somebody
 * @param settled whether this process has brought the file in line already: one that is missing then was taken away
 */
record Found(
        Optional<String> serving,
        boolean held,
        boolean candidate,
        boolean copy,
        boolean told,
        boolean file,
        Optional<String> noted,
        boolean gone,
        boolean settled) {
    boolean serves(String sha256) {
        return serving.filter(sha256::equals).isPresent();
    }

    /** Whether it has noted down to have, or to have had, a file of this artifact. */
    boolean knows(String sha256) {
        return noted.filter(sha256::equals).isPresent();
    }

    boolean notes(String sha256) {
        return knows(sha256) && !gone;
    }
}
