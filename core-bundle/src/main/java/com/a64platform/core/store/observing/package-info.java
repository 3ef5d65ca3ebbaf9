/** What nodes say of their modules, in the store. */
package com.a64platform.core.store.observing;
