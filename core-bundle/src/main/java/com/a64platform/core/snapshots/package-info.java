/** The whole set of installations as it was, and going back to it. */
package com.a64platform.core.snapshots;
