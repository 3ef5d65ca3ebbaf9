/** What a look into an artifact found, and what came of it. */
package com.a64platform.core.findings;
