/** What the resources below have in common: pages, bodies, and the mark by which the gateway finds them. */
package com.a64platform.core.rest;
