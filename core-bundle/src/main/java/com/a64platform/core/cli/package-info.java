/** The command line for keys, signing, registries and licenses. Runs from this JAR on a flat class path, never in a node. */
package com.a64platform.core.cli;
