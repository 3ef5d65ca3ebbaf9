/**
 * The platform's main job told step by step: {@code ./a64 demo}. Runs from this JAR on a flat class path and drives a
 * platform of its own from outside, over HTTP, files and processes; never loaded in a node.
 */
package com.a64platform.core.demo;
