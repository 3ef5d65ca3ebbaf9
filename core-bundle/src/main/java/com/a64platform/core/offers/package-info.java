/** What the registries offer, and what has become of it since it was installed: withdrawn, or its publisher revoked. */
package com.a64platform.core.offers;
