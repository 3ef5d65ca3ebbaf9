/** In front of everything under {@code /api}: finds the revision, authenticates, authorizes, counts and answers errors. */
package com.a64platform.core.gateway;
