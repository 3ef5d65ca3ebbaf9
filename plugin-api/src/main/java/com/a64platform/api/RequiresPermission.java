package com.a64platform.api;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Names the permissions a caller needs to reach a resource method, all of them. On a class it holds for every method
 * that carries none of its own. A caller without them gets 403 {@code permission-denied} before the method runs. Each
 * name must be declared in the descriptor's {@code permissions}; a module that uses an undeclared one does not start.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface RequiresPermission {
    /** Permission names, such as {@code farm.view}. */
    String[] value();
}
