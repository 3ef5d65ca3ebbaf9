/**
 * Kills real nodes at random moments and looks whether each agrees with itself when it is back: {@code ./a64 torture}. What
 * looks shares no code with what it looks at: it asks over HTTP, reads folders, and reads the store's file itself.
 */
package com.a64platform.torture;
