package com.a64platform.api;

/**
 * The company whose data a request may touch, taken from the access token and never from the request's body. A resource
 * method takes it as a parameter annotated with {@code @Context}. Immutable and thread-safe.
 */
public interface CurrentTenant {
    /** The platform's id of the tenant: opaque, never empty. */
    String id();

    /** The tenant's name for people. */
    String name();
}
