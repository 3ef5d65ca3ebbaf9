/** Whole collections of the store, in and out. */
package com.a64platform.core.store.dumps;
