/** Which versions of modules go together and in which order they come. Pure: it asks nobody and changes nothing. */
package com.a64platform.core.resolution;
