/** What people change in whom a home trusts, and that all of it is in the audit, whichever way it was done. */
package com.a64platform.core.vouching;
