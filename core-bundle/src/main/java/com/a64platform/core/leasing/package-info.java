/** Asks license servers about this platform's licenses: exchanges codes, fetches leases, believes what is signed. */
package com.a64platform.core.leasing;
