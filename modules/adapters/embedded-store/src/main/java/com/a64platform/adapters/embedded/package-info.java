/** A store inside the platform's process: the engine, made durable, behind a loopback port; what it does wrongly is refused. */
package com.a64platform.adapters.embedded;
