/** What the platform gives a module while it serves a request, and what a module may tell the platform. */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.0.0")
package com.a64platform.api;
