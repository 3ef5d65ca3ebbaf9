/** The journal's form in the store. */
package com.a64platform.core.store.operations;
