package com.a64platform.core.sockets;

import com.a64platform.core.identity.Caller;
import com.a64platform.core.tenants.Tenant;

/** Who asks for a WebSocket, as the gateway found out. */
public record SocketPeer(Caller caller, Tenant tenant) {}
