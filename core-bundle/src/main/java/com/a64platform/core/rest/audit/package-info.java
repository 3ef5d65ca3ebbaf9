/** The audit log, for super_admins. */
package com.a64platform.core.rest.audit;
