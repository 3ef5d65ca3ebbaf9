/** The kinds of things that a module can leave in the process, each in a class of its own. */
package com.a64platform.core.remnants;
