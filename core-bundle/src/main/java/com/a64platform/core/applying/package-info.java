/** Carries out what was planned: one verb, or several as one operation. */
package com.a64platform.core.applying;
