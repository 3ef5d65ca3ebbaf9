/** Whom else on this node a change of one module would touch. */
package com.a64platform.core.closure;
