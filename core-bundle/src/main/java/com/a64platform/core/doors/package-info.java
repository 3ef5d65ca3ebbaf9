/** The one gate that every way into a module asks, for each tenant: who may go through, and who has to leave. */
package com.a64platform.core.doors;
