/** The whole store and the whole home in one file, and back. */
package com.a64platform.core.backup;
