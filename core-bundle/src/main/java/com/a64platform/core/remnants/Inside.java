package com.a64platform.core.remnants;

import com.a64platform.core.unloading.Remnant.CannotLook;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Private fields of Java's own classes, which the script that starts a node opens to us. Each is looked up once, for a sweep
 * asks for a few of them thousands of times. Thread-safe.
 */
final class Inside {
    /** Fields by name, opened; empty for what a class does not have. */
    private static final ClassValue<Map<String, Optional<Field>>> OPENED = new ClassValue<>() {
        @Override
        protected Map<String, Optional<Field>> computeValue(Class<?> type) {
            return new ConcurrentHashMap<>();
        }
    };

    private Inside() {}

    /** @throws CannotLook when the field is closed or this Java has none of that name */
    static Object get(Class<?> declaring, String field, Object holder) {
        try {
            return open(declaring, field).get(holder);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @throws CannotLook when the field is closed or this Java has none of that name */
    static void set(Class<?> declaring, String field, Object holder, Object value) {
        try {
            open(declaring, field).set(holder, value);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Calls {@code clear()}. */
    static void clear(Object holder) {
        try {
            var method = holder.getClass().getDeclaredMethod("clear");
            method.setAccessible(true);
            method.invoke(holder);
        } catch (ReflectiveOperationException e) {
            throw new CannotLook("this Java cannot clear a " + holder.getClass().getName(), e);
        }
    }

    static boolean has(Class<?> declaring, String field) {
        return found(declaring, field).isPresent();
    }

    /** @throws CannotLook when this Java has no such class */
    static Class<?> type(String name) {
        try {
            return Class.forName(name);
        } catch (ClassNotFoundException e) {
            throw new CannotLook("this Java has no " + name, e);
        }
    }

    private static Field open(Class<?> declaring, String name) {
        return found(declaring, name)
                .orElseThrow(() -> new CannotLook("this Java has no " + declaring.getName() + "." + name));
    }

    private static Optional<Field> found(Class<?> declaring, String name) {
        return OPENED.get(declaring).computeIfAbsent(name, key -> find(declaring, key));
    }

    private static Optional<Field> find(Class<?> declaring, String name) {
        try {
            var field = declaring.getDeclaredField(name);
            field.setAccessible(true);
            return Optional.of(field);
        } catch (NoSuchFieldException absent) {
            return Optional.empty();
        } catch (InaccessibleObjectException e) {
            throw new CannotLook(
                    "start Java with --add-opens " + declaring.getModule().getName() + "/" + declaring.getPackageName()
                            + "=ALL-UNNAMED, as the script a64 does",
                    e);
        }
    }
}
