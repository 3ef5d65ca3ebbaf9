package com.a64platform.core.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.eclipse.jetty.http.HttpURI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrefixedRequestTest {
    private final PrefixedRequest.Mount farm = new PrefixedRequest.Mount("/api/v1/farm");

    @Test
    void saysWhatWasAskedOfWhichApplication() {
        var address = farm.plain(asked("http://node:8080", "/api/v1/farm/fields/7", null));

        assertThat(address)
                .contains(new PrefixedRequest.Mount.Address(
                        URI.create("http://node:8080/api/v1/farm/"),
                        URI.create("http://node:8080/api/v1/farm/fields/7")));
    }

    @Test
    void followsTheNameThatTheClientHasForTheServer() {
        farm.plain(asked("http://node:8080", "/api/v1/farm", null));

        var address = farm.plain(asked("https://[::1]", "/api/v1/farm", null)).orElseThrow();

        assertThat(address.application()).hasToString("https://[::1]/api/v1/farm/");
        assertThat(address.asked()).hasToString("https://[::1]/api/v1/farm");
    }

    @Test
    void parsesWhatIsAskedAgainOnce() {
        var first = farm.plain(asked("http://node:8080", "/api/v1/farm/fields/7", null));
        var again = farm.plain(asked("http://node:8080", "/api/v1/farm/fields/7", null));

        assertThat(again.orElseThrow().asked()).isSameAs(first.orElseThrow().asked());
    }

    /** More than there are places for, so that many share one. */
    @Test
    void takesNoAddressForAnother() {
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 500; i++) {
                var address = farm.plain(asked("http://node:8080", "/api/v1/farm/fields/" + i, null));

                assertThat(address.orElseThrow().asked()).hasToString("http://node:8080/api/v1/farm/fields/" + i);
            }
        }
    }

    @Test
    void keepsNoLongAddress() {
        var path = "/api/v1/farm/" + "x".repeat(300);

        var first = farm.plain(asked("http://node:8080", path, null)).orElseThrow();

        var again = farm.plain(asked("http://node:8080", path, null)).orElseThrow();
        assertThat(again.asked()).isEqualTo(first.asked()).isNotSameAs(first.asked());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/farm/a%20b", "/api/v1/farm/a:b", "/api/v1/farm/\u00e4", "/api/v1/farm//a"})
    void leavesToTheApplicationWhatMayHaveToBeEncoded(String path) {
        assertThat(farm.plain(asked("http://node:8080", path, null))).isEmpty();
    }

    @Test
    void leavesQueriesAndOddNamesToTheApplication() {
        assertThat(farm.plain(asked("http://node:8080", "/api/v1/farm", "a=b"))).isEmpty();
        assertThat(farm.plain(HttpURI.build(asked("http://node:8080", "/api/v1/farm", null))
                        .host("no de")))
                .isEmpty();
    }

    private static HttpURI asked(String origin, String path, String query) {
        var server = URI.create(origin);
        return HttpURI.build()
                .scheme(server.getScheme())
                .host(server.getHost())
                .port(server.getPort())
                .path(path)
                .query(query)
                .asImmutable();
    }
}
