/** What license servers say, signed, and how they are asked: leases, statuses, and the client that fetches them. */
package com.a64platform.core.leases;
