/** The running process over REST: {@code /api/v1/admin/system}. */
package com.a64platform.core.rest.system;
