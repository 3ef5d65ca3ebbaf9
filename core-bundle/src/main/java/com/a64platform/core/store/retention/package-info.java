/** What modules have left in tenants, in the store. */
package com.a64platform.core.store.retention;
