/** Licenses at {@code /api/v1/admin/licenses}: revocations that an administrator hands in. */
package com.a64platform.core.rest.licenses;
