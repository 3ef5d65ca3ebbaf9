/** What an adapter bundle may provide to the core. */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.1.0")
package com.a64platform.core.spi;
