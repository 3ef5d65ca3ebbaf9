/** Bringing back, and deleting for good, what modules have left in tenants. */
package com.a64platform.core.reclaiming;
