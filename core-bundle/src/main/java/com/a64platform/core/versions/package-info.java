/** Versions by Semantic Versioning 2 and ranges in npm's syntax: the one order of versions there is. */
package com.a64platform.core.versions;
