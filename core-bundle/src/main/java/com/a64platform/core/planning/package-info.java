/** What a change of modules would do and whether it may be done, computed without doing anything. */
package com.a64platform.core.planning;
