/** Which form the data has, and how an older one becomes the present one. */
package com.a64platform.core.store.migration;
