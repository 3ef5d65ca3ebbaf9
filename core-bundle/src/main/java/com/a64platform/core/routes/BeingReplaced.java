package com.a64platform.core.routes;

import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Set;

/** Serves nobody, because the module's revision is being replaced: whoever cannot wait is told to come again. */
record BeingReplaced(String module) implements RequestHandler {
    @Override
    public void handle(HttpServletRequest request, HttpServletResponse response) {
        throw new ProblemException(
                ErrorCode.MODULE_BEING_REPLACED, "Module " + module + " is being replaced; try again in a moment.");
    }

    @Override
    public Set<String> prepare() {
        return Set.of();
    }

    @Override
    public void close() {
        // nothing was built
    }
}
