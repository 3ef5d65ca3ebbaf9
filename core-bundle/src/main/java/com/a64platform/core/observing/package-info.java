/** What a node makes of what is desired: health, observed states, and what the other nodes say of theirs. */
package com.a64platform.core.observing;
