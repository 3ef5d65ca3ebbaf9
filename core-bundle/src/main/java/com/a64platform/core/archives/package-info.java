/** Archives: modules with all that belongs to them in one file, written, read and let in. */
package com.a64platform.core.archives;
