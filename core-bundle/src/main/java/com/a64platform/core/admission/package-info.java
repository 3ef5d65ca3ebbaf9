/** The one gate: what is verified is copied first, what was not admitted never runs. */
package com.a64platform.core.admission;
