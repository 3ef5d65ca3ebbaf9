package com.a64platform.core.rest;

/**
 * Marks a component as a resource of the core's own REST application, mounted at {@code /api/v1}. Its class carries
 * {@code @Path}; it is registered as a service of this type.
 */
public interface CoreResource {}
