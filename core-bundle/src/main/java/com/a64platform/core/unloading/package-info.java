/** What a module leaves behind when it goes: looked for, cleared or named, until its class loader is collected. */
package com.a64platform.core.unloading;
