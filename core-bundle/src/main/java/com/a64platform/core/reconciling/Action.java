package com.a64platform.core.reconciling;

/** One thing that can be done on a node for a module. Each may be done again. */
enum Action {
    /** What was got ready and never came to serve is unloaded; what had made room for it serves again. */
    ABANDON,
    /** The artifact is brought from the registry that offers it. */
    FETCH,
    /** The artifact is loaded and serves in place of what did. */
    SERVE,
    /** What serves is taken out of the routes and unloaded. */
    STOP,
    /** Whoever asks for its routes is told that it is not loaded. */
    TELL,
    /** The file of another version that this node was at moves to the cache. */
    RETIRE,
    /** The files of what is not installed any more go. */
    REMOVE,
    /** The node notes down whose file it has from here on. */
    NOTE,
    /**
     * The node notes down that it has no file of its own there: somebody has taken it away, or has put one there that it does
     * not know. Whoever puts one there means it.
     */
    MISS,
    /** The file is put into the folder. */
    PLACE
}
