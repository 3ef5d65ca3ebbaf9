package com.a64platform.launcher;

import java.util.Locale;
import org.osgi.service.log.FormatterLogger;
import org.osgi.service.log.LoggerConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** A logger of the OSGi log service that writes to the platform's one log. */
final class BridgedLogger implements FormatterLogger {
    private final Logger target;
    private final boolean printf;

    /** @param printf messages are in {@link String#format}'s notation, else in slf4j's */
    BridgedLogger(String name, boolean printf) {
        this.target = LoggerFactory.getLogger(name);
        this.printf = printf;
    }

    @Override
    public String getName() {
        return target.getName();
    }

    private void write(Level level, String format, Object... arguments) {
        if (target.isEnabledForLevel(level)) {
            boolean formatted = printf && arguments.length > 0;
            String message = formatted ? String.format(Locale.ROOT, format, arguments) : format;
            target.atLevel(level).log(message, arguments);
        }
    }

    private <E extends Exception> void write(Level level, LoggerConsumer<E> consumer) throws E {
        if (target.isEnabledForLevel(level)) {
            consumer.accept(this);
        }
    }

    @Override
    public boolean isTraceEnabled() {
        return target.isTraceEnabled();
    }

    @Override
    public <E extends Exception> void trace(LoggerConsumer<E> consumer) throws E {
        write(Level.TRACE, consumer);
    }

    @Override
    public void trace(String message) {
        write(Level.TRACE, message);
    }

    @Override
    public void trace(String format, Object argument) {
        write(Level.TRACE, format, argument);
    }

    @Override
    public void trace(String format, Object first, Object second) {
        write(Level.TRACE, format, first, second);
    }

    @Override
    public void trace(String format, Object... arguments) {
        write(Level.TRACE, format, arguments);
    }

    @Override
    public boolean isDebugEnabled() {
        return target.isDebugEnabled();
    }

    @Override
    public <E extends Exception> void debug(LoggerConsumer<E> consumer) throws E {
        write(Level.DEBUG, consumer);
    }

    @Override
    public void debug(String message) {
        write(Level.DEBUG, message);
    }

    @Override
    public void debug(String format, Object argument) {
        write(Level.DEBUG, format, argument);
    }

    @Override
    public void debug(String format, Object first, Object second) {
        write(Level.DEBUG, format, first, second);
    }

    @Override
    public void debug(String format, Object... arguments) {
        write(Level.DEBUG, format, arguments);
    }

    @Override
    public boolean isInfoEnabled() {
        return target.isInfoEnabled();
    }

    @Override
    public <E extends Exception> void info(LoggerConsumer<E> consumer) throws E {
        write(Level.INFO, consumer);
    }

    @Override
    public void info(String message) {
        write(Level.INFO, message);
    }

    @Override
    public void info(String format, Object argument) {
        write(Level.INFO, format, argument);
    }

    @Override
    public void info(String format, Object first, Object second) {
        write(Level.INFO, format, first, second);
    }

    @Override
    public void info(String format, Object... arguments) {
        write(Level.INFO, format, arguments);
    }

    @Override
    public boolean isWarnEnabled() {
        return target.isWarnEnabled();
    }

    @Override
    public <E extends Exception> void warn(LoggerConsumer<E> consumer) throws E {
        write(Level.WARN, consumer);
    }

    @Override
    public void warn(String message) {
        write(Level.WARN, message);
    }

    @Override
    public void warn(String format, Object argument) {
        write(Level.WARN, format, argument);
    }

    @Override
    public void warn(String format, Object first, Object second) {
        write(Level.WARN, format, first, second);
    }

    @Override
    public void warn(String format, Object... arguments) {
        write(Level.WARN, format, arguments);
    }

    @Override
    public boolean isErrorEnabled() {
        return target.isErrorEnabled();
    }

    @Override
    public <E extends Exception> void error(LoggerConsumer<E> consumer) throws E {
        write(Level.ERROR, consumer);
    }

    @Override
    public void error(String message) {
        write(Level.ERROR, message);
    }

    @Override
    public void error(String format, Object argument) {
        write(Level.ERROR, format, argument);
    }

    @Override
    public void error(String format, Object first, Object second) {
        write(Level.ERROR, format, first, second);
    }

    @Override
    public void error(String format, Object... arguments) {
        write(Level.ERROR, format, arguments);
    }

    @Override
    public void audit(String message) {
        write(Level.INFO, message);
    }

    @Override
    public void audit(String format, Object argument) {
        write(Level.INFO, format, argument);
    }

    @Override
    public void audit(String format, Object first, Object second) {
        write(Level.INFO, format, first, second);
    }

    @Override
    public void audit(String format, Object... arguments) {
        write(Level.INFO, format, arguments);
    }
}
