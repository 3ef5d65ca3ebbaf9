/** Operations over REST under their other name: {@code /api/v1/workflows}. */
package com.a64platform.core.rest.workflows;
