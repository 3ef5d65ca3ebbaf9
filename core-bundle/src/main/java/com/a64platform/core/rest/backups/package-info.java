/** Backups of the node's home. */
package com.a64platform.core.rest.backups;
