/** Where requests wait, without a thread, while the module that they want is being replaced. */
package com.a64platform.core.parking;
