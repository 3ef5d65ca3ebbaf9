/** What a module declares about itself: read, checked against the published schema, every fault at once. */
package com.a64platform.core.descriptors;
