/** Companies: every installation and every business document belongs to one. What they may use, and what they do use. */
package com.a64platform.core.tenants;
