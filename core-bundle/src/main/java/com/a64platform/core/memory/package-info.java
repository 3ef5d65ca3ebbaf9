/** What must never go backwards: versions, floors, pins and the time, kept in the store and, with a MAC, in the home. */
package com.a64platform.core.memory;
