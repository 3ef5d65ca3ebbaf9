/** The WebSocket endpoints of modules: from the request that asks for one to the close frame that ends it. */
package com.a64platform.core.sockets;
