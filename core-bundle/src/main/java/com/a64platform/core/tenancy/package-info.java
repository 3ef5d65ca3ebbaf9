/** What concerns a tenant as a whole: whether anybody may act in it, and its end. */
package com.a64platform.core.tenancy;
