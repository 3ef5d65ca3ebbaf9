package com.a64platform.core.planning;

import com.a64platform.core.modules.VerifiedArtifact;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;

/** Which version of a module may work with the data that another has written. */
public final class DataRules {
    private DataRules() {}

    /**
     * @param reader the version that shall serve
     * @param writer the version that has served until now
     * @throws ProblemException DATA_NOT_READABLE when the reader does not declare that it reads the writer's schema
     */
    public static void requireReads(VerifiedArtifact reader, VerifiedArtifact writer) {
        int schema = writer.descriptor().data().schema();
        var reads = reader.descriptor().data().reads();
        if (!reads.contains(schema)) {
            throw new ProblemException(
                    ErrorCode.DATA_NOT_READABLE,
                    "The data of " + writer.name() + " is of schema " + schema + ", written by " + writer.version()
                            + "; "
                            + reader.version() + " reads " + reads + " only. Take a version whose descriptor has "
                            + schema
                            + " among its data.reads.");
        }
    }
}
