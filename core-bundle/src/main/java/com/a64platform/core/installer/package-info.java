/** Installs, updates, enables, disables and uninstalls: one class for each verb, one gate for every door. */
package com.a64platform.core.installer;
