package com.a64platform.core.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrustedProxiesTest {
    private static final List<String> TRUSTED = List.of("127.0.0.1", "10.0.0.0/8", "2001:db8:a::/48");

    private final TrustedProxies proxies = new TrustedProxies(TRUSTED, "X-Forwarded-For");
    private final TrustedProxies standard = new TrustedProxies(TRUSTED, "Forwarded");

    @ParameterizedTest
    @CsvSource({
        "192.0.2.7, 192.0.2.7",
        "'192.0.2.7, 10.1.2.3', 192.0.2.7",
        "'192.0.2.7,10.1.2.3,127.0.0.1,10.0.0.9', 192.0.2.7",
        "10.1.2.3, 10.1.2.3",
        "192.0.2.7:4711, 192.0.2.7",
        "2001:db8::7, 2001:db8::7",
        "[2001:db8::7], 2001:db8::7",
        "[2001:db8::7]:4711, 2001:db8::7",
        "'2001:db8::7, 2001:db8:a:1::1', 2001:db8::7",
        "::ffff:192.0.2.7, 192.0.2.7",
        "'192.0.2.7, ::ffff:10.0.0.1', 192.0.2.7",
    })
    void takesTheLastHopThatIsNoProxy(String header, String client) {
        assertThat(client(proxies, header)).isEqualTo(client);
    }

    @Test
    @Tag("attack")
    void believesNoHeaderOfAnybodyElse() throws Exception {
        var peer = InetAddress.getByName("198.51.100.1");

        assertThat(proxies.client(peer, List.of("192.0.2.7"))).isEqualTo(peer);
        assertThat(new TrustedProxies(List.of(), "X-Forwarded-For").none()).isTrue();
    }

    @ParameterizedTest
    @Tag("attack")
    @ValueSource(
            strings = {
                "6.6.6.6, 192.0.2.7",
                "6.6.6.6, 127.0.0.1, 192.0.2.7",
                "10.0.0.1, 192.0.2.7, 10.0.0.2",
                "for=\"6.6.6.6, 192.0.2.7",
                "\", 192.0.2.7"
            })
    void looksAtNothingThatAClientPutBeforeWhatAProxyAppended(String header) {
        assertThat(client(proxies, header)).isEqualTo("192.0.2.7");
    }

    @ParameterizedTest
    @Tag("attack")
    @ValueSource(
            strings = {
                "",
                " ",
                "unknown",
                "_hidden",
                "localhost",
                "example.org",
                "dead",
                "1",
                "192.0.2",
                "192.0.2.256",
                "192.0.2.07",
                "0x7f000001",
                "2130706433",
                "192.0.2.7:port",
                "192.0.2.7:123456",
                "[192.0.2.7]",
                "[2001:db8::7",
                "2001:db8::7]",
                "[2001:db8::7]x",
                "2001:db8:::7",
                "fe80::1%eth0",
                "[fe80::1%1]:80",
                "::",
                ":",
                "192.0.2.7/8",
                "192.0.2.7;",
                "192.0.2.7 6.6.6.6",
                "\u0661.2.3.4"
            })
    void staysWithTheProxyThatAppendedWhatIsNoAddress(String hop) {
        var expected = hop.equals("::") ? "::" : "10.0.0.1";

        assertThat(client(proxies, "6.6.6.6," + hop + ",10.0.0.1")).isEqualTo(expected);
    }

    @Test
    void readsSeveralHeadersAsOne() {
        assertThat(text(proxies.client(peer(), List.of("6.6.6.6", "192.0.2.7, 10.0.0.1", "10.0.0.2"))))
                .isEqualTo("192.0.2.7");
        assertThat(text(proxies.client(peer(), List.of()))).isEqualTo("127.0.0.1");
    }

    @Test
    void followsManyHops() {
        var hops = String.join(",", Collections.nCopies(2000, "10.9.9.9"));

        assertThat(client(proxies, "6.6.6.6,192.0.2.7," + hops)).isEqualTo("192.0.2.7");
        assertThat(client(proxies, hops)).isEqualTo("10.9.9.9");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "for=192.0.2.7 | 192.0.2.7",
                "For=192.0.2.7;proto=https;by=10.0.0.1 | 192.0.2.7",
                "for=192.0.2.7, for=10.0.0.1;host=a64.example | 192.0.2.7",
                "for=\"[2001:db8::7]:4711\" | 2001:db8::7",
                "for=\"192.0.2.7:80\" | 192.0.2.7",
                "for=6.6.6.6, for=\"[2001:db8::7]\" | 2001:db8::7",
                "for=\"6.6.6.6, for=192.0.2.7 | 192.0.2.7",
                "for=unknown | 127.0.0.1",
                "for=_gazonk | 127.0.0.1",
                "for=6.6.6.6, proto=https | 127.0.0.1",
                "for=6.6.6.6;for=7.7.7.7 | 127.0.0.1",
                "for=\"6.6.6.6 | 127.0.0.1",
                "for=\"6.6.6.6\\\" | 127.0.0.1",
                "6.6.6.6 | 127.0.0.1",
            })
    void readsTheStandardHeaderTheSameWay(String header, String client) {
        assertThat(client(standard, header)).isEqualTo(client);
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.255.255.255, true",
        "10.0.0.0/8, 11.0.0.0, false",
        "10.0.0.0/9, 10.128.0.0, false",
        "0.0.0.0/0, 192.0.2.7, true",
        "0.0.0.0/0, 2001:db8::7, false",
        "::/0, 2001:db8::7, true",
        "::/0, 10.0.0.1, false",
        "2001:db8::/33, 2001:db8:8000::, false",
        "192.0.2.7, 192.0.2.7, true",
        "192.0.2.7, 192.0.2.6, false",
    })
    void knowsItsRanges(String range, String address, boolean inside) throws Exception {
        assertThat(AddressRange.parse(range).contains(InetAddress.getByName(address)))
                .isEqualTo(inside);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "localhost", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/x", "10.0.0.0/", "::/129"})
    void refusesWhatIsNoRange(String text) {
        assertThatThrownBy(() -> AddressRange.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    private static String client(TrustedProxies proxies, String header) {
        return text(proxies.client(peer(), List.of(header)));
    }

    private static String text(InetAddress address) {
        return address.getHostAddress().replaceFirst("(^|:)(0(:|$)){2,}", "::");
    }

    private static InetAddress peer() {
        return InetAddress.getLoopbackAddress();
    }
}
