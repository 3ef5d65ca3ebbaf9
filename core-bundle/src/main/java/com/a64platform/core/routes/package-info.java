/** The live table from path to revision, and the draining of what was replaced. */
package com.a64platform.core.routes;
