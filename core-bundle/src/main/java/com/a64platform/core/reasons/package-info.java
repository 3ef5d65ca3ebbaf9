/** Why a module is as it is for a tenant, and what to do: one check for each kind of cause. */
package com.a64platform.core.reasons;
