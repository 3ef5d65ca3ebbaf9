package com.a64platform.core.upkeep;

import com.a64platform.core.upkeep.OwnerRequest.Answer;
import java.util.Map;

/** Something that the owner of a home can have the node do from the command line. Called by one thread. */
public interface OwnerWork {
    /** The name of the request. */
    String name();

    /**
     * Does it.
     *
     * @param arguments what the command line has said, by name
     * @throws com.a64platform.core.problem.ProblemException whose sentence is the answer
     */
    Answer answer(Map<String, String> arguments);
}
