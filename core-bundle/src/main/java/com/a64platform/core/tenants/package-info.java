/** Companies: every installation and every business document belongs to one. */
package com.a64platform.core.tenants;
