/** Commands that keep a home's data: move its store, back it up, restore it. */
package com.a64platform.core.cli.keeping;
