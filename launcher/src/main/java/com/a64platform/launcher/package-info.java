/** Boots one node: settings, home, framework, bundles, and the way down. It knows the core by its JAR's name only. */
package com.a64platform.launcher;
