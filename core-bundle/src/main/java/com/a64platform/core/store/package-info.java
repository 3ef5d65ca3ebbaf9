/** What the platform keeps: the connection to MongoDB or the embedded store, every repository, every index. */
package com.a64platform.core.store;
