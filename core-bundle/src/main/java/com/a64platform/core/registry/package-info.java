/** Registries as static files: fetching from the configured one, and writing one. */
package com.a64platform.core.registry;
