/** Who did what: an append-only log whose entries are chained, so that a change of the past shows. */
package com.a64platform.core.audit;
