/** What makes a node so as the store wants it, and goes on doing so. */
package com.a64platform.core.reconciling;
