/** What modules have left in tenants, and archives of their data. */
package com.a64platform.core.rest.data;
