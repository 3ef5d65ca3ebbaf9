package com.a64platform.api;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.osgi.service.component.annotations.ComponentPropertyType;

/**
 * Marks a component as a WebSocket endpoint of the module, as {@code @JakartarsResource} marks a REST resource. Its class
 * carries the standard {@code @ServerEndpoint("/path")}, the path being relative to the module's route prefix. One object
 * serves all sessions at once; what belongs to one session is kept in its user properties.
 */
@ComponentPropertyType
@Documented
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface SocketEndpoint {
    /** What the name of the component property starts with; not an element. */
    String PREFIX_ = "a64.";
}
