/** Modules over REST: {@code /api/v1/modules}. */
package com.a64platform.core.rest.modules;
