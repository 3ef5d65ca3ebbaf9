/** What concerns a tenant as a whole: whether anybody may act in it, how much, and its end. */
package com.a64platform.core.tenancy;
