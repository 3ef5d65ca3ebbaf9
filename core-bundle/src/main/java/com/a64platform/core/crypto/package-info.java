/** Keys, signatures, sealing and the strict forms of what is signed. Knows nothing of whom to trust. */
package com.a64platform.core.crypto;
