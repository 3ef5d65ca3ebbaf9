/** Long tasks that end or are undone: submitted, journaled step by step, resumed or undone after a crash. */
package com.a64platform.core.operations;
