package com.a64platform.core.routes;

import java.util.List;

/**
 * One thing that can be asked of whoever serves requests, and who may. Immutable.
 *
 * @param method of HTTP; {@code GET} for a WebSocket, too
 * @param path template below the prefix, such as {@code /farms/{farmId}}
 * @param open whether it needs no token
 * @param roles one of them is needed, or {@code super_admin}; empty when any will do
 * @param permissions all of them are needed
 */
public record RestOperation(String method, String path, boolean open, List<String> roles, List<String> permissions) {
    public RestOperation {
        roles = List.copyOf(roles);
        permissions = List.copyOf(permissions);
    }
}
