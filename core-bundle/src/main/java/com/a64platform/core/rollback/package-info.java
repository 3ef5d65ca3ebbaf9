/** Brings the version before back when a new one turns out sick. */
package com.a64platform.core.rollback;
