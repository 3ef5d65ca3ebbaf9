package com.a64platform.core.planning;

import com.a64platform.core.modules.VerifiedArtifact;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import java.util.List;

/** Which version of a module may work with the data that another has written. */
public final class DataRules {
    private DataRules() {}

    /**
     * @param reader the version that shall serve
     * @param writer the version that has served until now
     * @throws ProblemException DATA_NOT_READABLE when the reader does not declare that it reads the writer's schema
     */
    public static void requireReads(VerifiedArtifact reader, VerifiedArtifact writer) {
        var data = new PlannedChange.Data(
                List.of(),
                writer.descriptor().data().schema(),
                reader.descriptor().data().schema(),
                reader.descriptor().data().reads());
        requireReads(writer.name(), reader.version(), writer.version(), data);
    }

    /** The same, known from descriptors alone. */
    static void requireReads(String module, String reader, String writer, PlannedChange.Data data) {
        int schema = data.schemaBefore();
        if (schema != 0 && !data.reads().contains(schema)) {
            throw new ProblemException(
                    ErrorCode.DATA_NOT_READABLE,
                    "The data of " + module + " is of schema " + schema + ", written by " + writer + "; " + reader
                            + " reads " + data.reads() + " only. Take a version whose descriptor has "
                            + schema
                            + " among its data.reads.");
        }
    }
}
