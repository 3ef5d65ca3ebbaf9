/** What the owner of a home asks of the node that runs on it: to check the audit log, to seal the vault anew, and more. */
package com.a64platform.core.upkeep;
