/** Settings of the modules that a tenant has: set, migrated, handed to the module, told. */
package com.a64platform.core.configuring;
