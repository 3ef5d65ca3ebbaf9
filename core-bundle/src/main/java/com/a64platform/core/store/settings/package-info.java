/** Modules' settings in the store. */
package com.a64platform.core.store.settings;
