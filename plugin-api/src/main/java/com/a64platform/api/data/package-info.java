/** A module's own data, one database for each tenant. */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.0.0")
package com.a64platform.api.data;
