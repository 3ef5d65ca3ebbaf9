/** This process and its home: settings, folders, files that last, and whether requests are taken. */
package com.a64platform.core.platform;
