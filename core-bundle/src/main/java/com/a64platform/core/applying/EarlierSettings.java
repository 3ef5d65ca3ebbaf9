package com.a64platform.core.applying;

/**
 * Settings that shall count again. Immutable.
 *
 * @param settingsId of the version that counts afterwards; empty for the defaults
 * @param before what counts when this is planned
 */
public record EarlierSettings(String tenantId, String module, String settingsId, String before) {}
