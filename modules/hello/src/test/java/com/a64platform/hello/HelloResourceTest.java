package com.a64platform.hello;

import static org.assertj.core.api.Assertions.assertThat;

import com.a64platform.api.CurrentTenant;
import com.a64platform.api.CurrentUser;
import com.a64platform.api.ModuleSettings;
import com.a64platform.hello.HelloResource.Greeting;
import io.azam.ulidj.ULID;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HelloResourceTest {
    private static final ModuleSettings HELLO = ModuleSettings.of(Map.of("greeting", "Hello"));

    private final HelloResource resource = new HelloResource();

    @Test
    void greetsTheUserOfTheTenant() {
        Greeting greeting = resource.greet(new Ada(), new Acme(), HELLO);
        assertThat(greeting.text()).isEqualTo("Hello, ada@example.org of Acme!");
    }

    @Test
    void greetsAsTheTenantHasChosen() {
        Greeting greeting = resource.greet(new Ada(), new Acme(), ModuleSettings.of(Map.of("greeting", "Welcome")));
        assertThat(greeting.text()).isEqualTo("Welcome, ada@example.org of Acme!");
    }

    @Test
    void givesEveryGreetingItsOwnId() {
        Greeting first = resource.greet(new Ada(), new Acme(), HELLO);
        Greeting second = resource.greet(new Ada(), new Acme(), HELLO);
        assertThat(ULID.isValid(first.id())).isTrue();
        assertThat(second.id()).isNotEqualTo(first.id());
    }

    private record Ada() implements CurrentUser {
        @Override
        public String id() {
            return "u1";
        }

        @Override
        public String email() {
            return "ada@example.org";
        }

        @Override
        public Set<String> roles() {
            return Set.of("user");
        }

        @Override
        public boolean may(String permission) {
            return permission.equals("hello.greet");
        }
    }

    private record Acme() implements CurrentTenant {
        @Override
        public String id() {
            return "t1";
        }

        @Override
        public String name() {
            return "Acme";
        }
    }
}
