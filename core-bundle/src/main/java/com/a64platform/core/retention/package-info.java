/** What a module leaves in a tenant when it goes, and archives of it. */
package com.a64platform.core.retention;
