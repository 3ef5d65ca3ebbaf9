/** What a module declares about itself in {@code META-INF/a64/module.json}. */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.0.0")
package com.a64platform.api.descriptor;
