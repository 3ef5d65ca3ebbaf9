package com.a64platform.core.remnants;

import com.a64platform.core.unloading.Remnant.CannotLook;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.util.Arrays;

/** Private fields of Java's own classes, which the script that starts a node opens to us. */
final class Inside {
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
        return Arrays.stream(declaring.getDeclaredFields())
                .anyMatch(one -> one.getName().equals(field));
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
        try {
            var field = declaring.getDeclaredField(name);
            field.setAccessible(true);
            return field;
        } catch (NoSuchFieldException e) {
            throw new CannotLook("this Java has no " + declaring.getName() + "." + name, e);
        } catch (InaccessibleObjectException e) {
            throw new CannotLook(
                    "start Java with --add-opens " + declaring.getModule().getName() + "/" + declaring.getPackageName()
                            + "=ALL-UNNAMED, as the script a64 does",
                    e);
        }
    }
}
