/** Settings of modules over REST: {@code /api/v1/modules/{name}/config}. */
package com.a64platform.core.rest.settings;
