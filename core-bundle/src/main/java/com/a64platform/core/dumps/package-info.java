/** Collections of the store in one file, counted and hashed. */
package com.a64platform.core.dumps;
