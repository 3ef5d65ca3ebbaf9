/** What a module's developer has at hand: a new module, and a loop that shows each change live. */
package com.a64platform.core.cli.developing;
