package com.a64platform.launcher;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.core.joran.spi.JoranException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.slf4j.LoggerFactory;

/** The one log of a node: console and a rolling file in the home. */
final class Logging {
    private Logging() {}

    static void open(Path folder) {
        LoggerContext context = context();
        context.reset();
        context.putProperty("logs", folder.toString());
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        try (InputStream configuration = Logging.class.getResourceAsStream("logging.xml")) {
            configurator.doConfigure(configuration);
        } catch (JoranException e) {
            throw new IllegalStateException("The logging configuration is damaged; install the platform again.", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void flush() {
        context().stop();
    }

    private static LoggerContext context() {
        return (LoggerContext) LoggerFactory.getILoggerFactory();
    }
}
