/** Whether a license lets a module run: the rules, the clock they go by, and the vault that keeps what was granted. */
package com.a64platform.core.licensing;
