/** The doors of the framework's web console: our users instead of its own login, and no writes in production. */
package com.a64platform.core.console;
