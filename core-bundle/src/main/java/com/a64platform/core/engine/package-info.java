/** The journal's engine: it runs operations on this node, journaled step by step, resumed or undone after a crash. */
package com.a64platform.core.engine;
