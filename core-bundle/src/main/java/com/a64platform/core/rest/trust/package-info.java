/** Whom the home trusts, for super_admins. */
package com.a64platform.core.rest.trust;
