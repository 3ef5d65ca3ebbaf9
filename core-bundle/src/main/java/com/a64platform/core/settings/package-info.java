/** Settings of modules: their schema, their versions in a tenant, and what of them is sealed. */
package com.a64platform.core.settings;
