/** Snapshots of the set of installations. */
package com.a64platform.core.rest.snapshots;
