package com.a64platform.core.sockets;

import jakarta.websocket.Decoder;
import jakarta.websocket.Encoder;
import jakarta.websocket.Extension;
import jakarta.websocket.server.ServerEndpointConfig;
import java.util.List;
import java.util.Map;

/** What an endpoint's annotation says, in the form in which a session is told, with the properties of that session. */
record EndpointSettings(ServedEndpoint endpoint, Map<String, Object> properties) implements ServerEndpointConfig {
    private static final Configurator NEVER_ASKED = new Configurator() {};

    @Override
    public Class<?> getEndpointClass() {
        return endpoint.service().getClass();
    }

    @Override
    public String getPath() {
        return endpoint.annotation().value();
    }

    @Override
    public List<String> getSubprotocols() {
        return List.of(endpoint.annotation().subprotocols());
    }

    /** None: a compressed message of few bytes could be one of many. */
    @Override
    public List<Extension> getExtensions() {
        return List.of();
    }

    @Override
    public Configurator getConfigurator() {
        return NEVER_ASKED;
    }

    @Override
    public List<Class<? extends Encoder>> getEncoders() {
        return List.of(endpoint.annotation().encoders());
    }

    @Override
    public List<Class<? extends Decoder>> getDecoders() {
        return List.of(endpoint.annotation().decoders());
    }

    @Override
    public Map<String, Object> getUserProperties() {
        return properties;
    }
}
