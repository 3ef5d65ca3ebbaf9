package com.a64platform.core.trust;

/** A root document that counts in this process, and the folder it came from. */
record Anchor(TrustFolder folder, Root root) {
    boolean development() {
        return folder.development();
    }
}
