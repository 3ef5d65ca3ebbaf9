/** The engine that runs operations, behind the port that other engines may take the place of. */
package com.a64platform.core.engine;
