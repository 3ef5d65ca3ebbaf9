package com.a64platform.core.remnants;

import com.a64platform.core.unloading.Leftover;
import com.a64platform.core.unloading.ModuleCode;
import com.a64platform.core.unloading.Remnant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogManager;
import java.util.logging.Logger;

/**
 * Handlers, filters, formatters and levels in {@code java.util.logging}. The platform's own log cannot be reached: no
 * module sees the classes that an appender is made of.
 */
final class JavaLogging implements Remnant {
    private static final String ADVICE = "take it off its logger in @Deactivate";

    @Override
    public String kind() {
        return "part of java.util.logging";
    }

    @Override
    public List<Leftover> sweep(ModuleCode code) {
        List<Leftover> found = new ArrayList<>();
        var all = LogManager.getLogManager();
        for (var name : Collections.list(all.getLoggerNames())) {
            var logger = all.getLogger(name);
            if (logger != null) {
                sweep(code, logger, found);
            }
        }
        return found;
    }

    private void sweep(ModuleCode code, Logger logger, List<Leftover> found) {
        for (var handler : logger.getHandlers()) {
            if (isMadeOf(code, handler)) {
                logger.removeHandler(handler);
                found.add(cleared(handler, logger));
            }
        }
        if (code.owns(logger.getFilter())) {
            found.add(cleared(logger.getFilter(), logger));
            logger.setFilter(null);
        }
        if (code.owns(logger.getLevel())) {
            found.add(cleared(logger.getLevel(), logger));
            logger.setLevel(null);
        }
    }

    private static boolean isMadeOf(ModuleCode code, Handler handler) {
        return code.owns(handler)
                || code.owns(handler.getFormatter())
                || code.owns(handler.getFilter())
                || code.owns(handler.getErrorManager())
                || code.owns(handler.getLevel());
    }

    private Leftover cleared(Object part, Logger logger) {
        return Leftover.cleared(kind(), part.getClass().getName() + " on logger \"" + logger.getName() + "\"", ADVICE);
    }
}
