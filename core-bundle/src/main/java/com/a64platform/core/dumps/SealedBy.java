package com.a64platform.core.dumps;

import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;

/** Under whose encryption secret an archive is sealed. */
public enum SealedBy {
    /** This platform's, or the one that it had before. */
    THIS(""),
    ANOTHER("is sealed under another LICENSE_ENCRYPTION_KEY than this one"),
    NOBODY("is not sealed");

    private final String why;

    SealedBy(String why) {
        this.why = why;
    }

    /** @throws ProblemException ARCHIVE_UNVERIFIED unless it is this platform's */
    public void require() {
        if (this != THIS) {
            throw new ProblemException(
                    ErrorCode.ARCHIVE_UNVERIFIED,
                    "The archive " + why
                            + ", so that anybody may have written or changed it: set LICENSE_ENCRYPTION_KEY to"
                            + " what it was when it was written, or accept it unverified if you know where it comes from.");
        }
    }
}
