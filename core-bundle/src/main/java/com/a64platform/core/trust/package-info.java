/** Whose signatures count: root, publishers, artifacts, catalogs, and what must never go backwards. */
package com.a64platform.core.trust;
