/** Long tasks that end or are undone: what they are, and the port of the engine that runs them. */
package com.a64platform.core.operations;
