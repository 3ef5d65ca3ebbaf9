/** Readers on a fixed schedule, and what they saw. */
package com.a64platform.core.demo.load;
