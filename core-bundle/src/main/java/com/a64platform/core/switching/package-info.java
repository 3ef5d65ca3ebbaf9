/** What modules hear of people who go from one tenant to another. */
package com.a64platform.core.switching;
