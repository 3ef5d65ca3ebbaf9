package com.a64platform.launcher;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeAndTimeBasedRollingPolicy;
import ch.qos.logback.core.spi.ContextAwareBase;
import ch.qos.logback.core.util.FileSize;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.slf4j.ILoggerFactory;
import org.slf4j.LoggerFactory;

/**
 * The one log of a node: console and, once its home is taken, a rolling file there. In code, because reading the same from
 * XML takes a tenth of a second of every start. Public only for logback, which finds it as a service.
 */
public final class Logging extends ContextAwareBase implements Configurator {
    private static final Duration BINDING = Duration.ofSeconds(10);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(1);
    /** They print addresses, connection strings or request lines at finer levels: never below WARN. */
    private static final List<String> TALKATIVE = List.of("org.mongodb", "org.eclipse.jetty", "org.glassfish.jersey");

    /** The console alone; nothing else is looked for. */
    @Override
    public ExecutionStatus configure(LoggerContext context) {
        context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(Level.WARN);
        context.getLogger("com.a64platform").setLevel(Level.INFO);
        TALKATIVE.forEach(name -> context.getLogger(name).setLevel(Level.WARN));
        begin(context, new ConsoleAppender<>(), "CONSOLE", "%d{HH:mm:ss.SSS} %-5level %logger{0} - %msg%n");
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    /**
     * When a file of the log is closed and packed, and how long packed ones stay. At most 25 files' worth is kept, however
     * few the days: a node that complains without end must not fill the disk.
     */
    record Rolling(long bytes, int days) {
        private static final int FILES = 25;
    }

    /** Writes also to files in a folder. */
    static void open(Path folder, Rolling rolling) {
        open(context(LoggerFactory::getILoggerFactory), folder, rolling);
    }

    static void open(LoggerContext context, Path folder, Rolling rolling) {
        RollingFileAppender<ILoggingEvent> file = new RollingFileAppender<>();
        file.setFile(folder.resolve("a64.log").toString());
        SizeAndTimeBasedRollingPolicy<ILoggingEvent> policy = new SizeAndTimeBasedRollingPolicy<>();
        policy.setContext(context);
        policy.setParent(file);
        policy.setFileNamePattern(folder.resolve("a64-%d{yyyy-MM-dd}.%i.log.gz").toString());
        policy.setMaxFileSize(new FileSize(rolling.bytes()));
        policy.setMaxHistory(rolling.days());
        policy.setTotalSizeCap(new FileSize(rolling.bytes() * Rolling.FILES));
        // what went while the node was stopped goes at its start
        policy.setCleanHistoryOnStart(true);
        policy.start();
        file.setRollingPolicy(policy);
        begin(context, file, "FILE", "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level [%thread] %logger - %msg%n");
    }

    static void flush() {
        context(LoggerFactory::getILoggerFactory).stop();
    }

    private static void begin(
            LoggerContext context, OutputStreamAppender<ILoggingEvent> appender, String name, String pattern) {
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern(pattern);
        encoder.start();
        appender.setContext(context);
        appender.setName(name);
        appender.setEncoder(encoder);
        appender.start();
        context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(appender);
    }

    /** While another thread binds the library, which takes it a moment, there is a stand-in. */
    static LoggerContext context(Supplier<ILoggerFactory> library) {
        long end = System.nanoTime() + BINDING.toNanos();
        while (System.nanoTime() < end) {
            if (library.get() instanceof LoggerContext bound) {
                return bound;
            }
            LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
        }
        throw new IllegalStateException("The logging library was not bound within " + BINDING.toSeconds() + " s");
    }
}
