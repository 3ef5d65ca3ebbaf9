package com.a64platform.it;

import java.nio.charset.StandardCharsets;

/** A module with a secret setting that says what it has heard of its settings, and whether it was loaded anew since. */
final class PumpModule {
    static final String NAME = "pump";

    private static final String HEARD = """
            import com.a64platform.api.*;
            import jakarta.ws.rs.*;
            import jakarta.ws.rs.core.Context;

            @Path("heard")
            public class Heard {
                static final long LOADED = System.nanoTime();
                static volatile String heard = "nothing";

                @GET @Produces("text/plain")
                public String heard(@Context ModuleSettings settings) {
                    return LOADED + " sees " + settings.wholeNumber("litres") + ", heard " + heard;
                }

                public static class Ear implements SettingsListener {
                    @Override
                    public void changed(TenantContext context) {
                        var settings = context.settings();
                        heard = settings.wholeNumber("litres") + " and a key of " + settings.text("key").length();
                    }
                }
            }
            """;

    private static final String EAR = """
            <scr:component xmlns:scr="http://www.osgi.org/xmlns/scr/v1.3.0" name="Ear">
              <service><provide interface="com.a64platform.api.SettingsListener"/></service>
              <implementation class="misbehaving.Heard$Ear"/>
            </scr:component>
            """;

    private PumpModule() {}

    static ModuleJar jar() {
        return ModuleJar.hello()
                .named(NAME)
                .descriptor(json -> {
                    var schema = json.withObject("/config/schema");
                    schema.putObject("key").put("type", "password").put("required", true);
                    schema.putObject("litres")
                            .put("type", "number")
                            .put("default", 50)
                            .put("max", 100);
                })
                .resource("Heard", HEARD)
                .entry("OSGI-INF/Ear.xml", EAR.getBytes(StandardCharsets.UTF_8))
                .moreOf("Service-Component", "OSGI-INF/Ear.xml");
    }
}
