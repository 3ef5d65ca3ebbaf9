/** What becomes of a module's data and settings when it goes from a tenant or changes. */
package com.a64platform.core.safekeeping;
