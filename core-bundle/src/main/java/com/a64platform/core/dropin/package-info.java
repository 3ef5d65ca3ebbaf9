/** The watched folder, and how a start brings node and folder in line with the store. */
package com.a64platform.core.dropin;
