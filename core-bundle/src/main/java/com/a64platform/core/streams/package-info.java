/** Answers that go on for long, and how they come to an end in order. */
package com.a64platform.core.streams;
