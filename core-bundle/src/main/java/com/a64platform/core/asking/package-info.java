/** Requests of the platform itself to the application of a revision, without a server in between. */
package com.a64platform.core.asking;
