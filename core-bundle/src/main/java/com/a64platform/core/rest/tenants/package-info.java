/** Tenants and who belongs to them. */
package com.a64platform.core.rest.tenants;
