package com.a64platform.it;

import java.nio.charset.StandardCharsets;

/** Has hello listen to people who go from one tenant to another, and tell at {@code /here} what it has heard of a tenant. */
final class WhoIsHere {
    private static final String HERE = """
            import com.a64platform.api.*;
            import jakarta.ws.rs.*;
            import jakarta.ws.rs.core.Context;
            import java.util.*;
            import java.util.concurrent.*;

            @Path("here")
            public class Here {
                static final Map<String, List<String>> HEARD = new ConcurrentHashMap<>();

                @GET @Produces("text/plain")
                public String here(@Context CurrentTenant tenant) {
                    return HEARD.getOrDefault(tenant.id(), List.of()).toString();
                }

                public static class Ear implements TenantSwitchListener {
                    @Override
                    public void entered(TenantContext context, CurrentUser user) {
                        hear(context, "entered " + user.email() + " " + user.roles());
                    }

                    @Override
                    public void left(TenantContext context, CurrentUser user) {
                        hear(context, "left " + user.email() + " " + user.roles());
                    }

                    private void hear(TenantContext context, String what) {
                        String greeting = context.settings().text("greeting");
                        HEARD.computeIfAbsent(context.tenant().id(), id -> new CopyOnWriteArrayList<>())
                                .add(greeting + " " + what);
                    }
                }
            }
            """;

    private static final String EAR = """
            <scr:component xmlns:scr="http://www.osgi.org/xmlns/scr/v1.3.0" name="Ear">
              <service><provide interface="com.a64platform.api.TenantSwitchListener"/></service>
              <implementation class="misbehaving.Here$Ear"/>
            </scr:component>
            """;

    private WhoIsHere() {}

    static ModuleJar in(ModuleJar hello) {
        return hello.resource("Here", HERE)
                .entry("OSGI-INF/Ear.xml", EAR.getBytes(StandardCharsets.UTF_8))
                .moreOf("Service-Component", "OSGI-INF/Ear.xml");
    }
}
