package com.a64platform.core.findings;

/** What a finding means for the artifact. */
public enum Severity {
    /** The artifact is refused, whatever its score. */
    FORBIDDEN,
    /** It lowers the score. */
    WARNING,
    /** It is there, but the descriptor asks for the permission that allows it. */
    PERMITTED
}
