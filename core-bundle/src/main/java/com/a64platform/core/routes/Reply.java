package com.a64platform.core.routes;

/**
 * What a revision answers to the platform itself.
 *
 * @param status of HTTP
 * @param text the whole body
 */
public record Reply(int status, String text) {}
