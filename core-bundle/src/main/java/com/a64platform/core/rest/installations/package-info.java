/** Installations over REST: {@code /api/v1/installations}. */
package com.a64platform.core.rest.installations;
