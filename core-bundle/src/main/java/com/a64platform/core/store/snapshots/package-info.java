/** Snapshots of the set of installations, in the store. */
package com.a64platform.core.store.snapshots;
