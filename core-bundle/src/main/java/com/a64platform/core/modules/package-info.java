/** What is installed, for whom, and which revisions of it are loaded on this node. */
package com.a64platform.core.modules;
