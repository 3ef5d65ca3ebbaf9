/** The license server: issues, exchanges, leases, revokes. Runs from this JAR on a flat class path, never in a node. */
package com.a64platform.core.licenseserver;
