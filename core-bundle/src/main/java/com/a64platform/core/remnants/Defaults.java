package com.a64platform.core.remnants;

import com.a64platform.core.unloading.Leftover;
import com.a64platform.core.unloading.ModuleCode;
import com.a64platform.core.unloading.Remnant;
import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.ProxySelector;
import java.net.ResponseCache;
import java.net.URLConnection;
import java.util.List;
import java.util.function.Supplier;
import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.HttpsURLConnection;

/** What there is once for the whole process and anybody may replace. It becomes what it was when the platform started. */
final class Defaults implements Remnant {
    /** As Java's own: it is asked about names that do not match, and accepts none. */
    private static final HostnameVerifier NONE = (host, session) -> false;

    private final List<Default> all;

    Defaults() {
        var out = System.out;
        var err = System.err;
        var in = System.in;
        all = List.of(
                new Default("System.out", () -> System.out, () -> System.setOut(out)),
                new Default("System.err", () -> System.err, () -> System.setErr(err)),
                new Default("System.in", () -> System.in, () -> System.setIn(in)),
                new Default("ProxySelector", ProxySelector::getDefault, () -> ProxySelector.setDefault(null)),
                new Default("Authenticator", Authenticator::getDefault, () -> Authenticator.setDefault(null)),
                new Default("CookieHandler", CookieHandler::getDefault, () -> CookieHandler.setDefault(null)),
                new Default("ResponseCache", ResponseCache::getDefault, () -> ResponseCache.setDefault(null)),
                new Default("FileNameMap", URLConnection::getFileNameMap, () -> URLConnection.setFileNameMap(null)),
                new Default(
                        "HostnameVerifier",
                        HttpsURLConnection::getDefaultHostnameVerifier,
                        () -> HttpsURLConnection.setDefaultHostnameVerifier(NONE)));
    }

    private record Default(String name, Supplier<Object> present, Runnable reset) {}

    @Override
    public String kind() {
        return "default of the process";
    }

    @Override
    public List<Leftover> sweep(ModuleCode code) {
        return all.stream()
                .filter(one -> code.owns(one.present().get()))
                .map(this::reset)
                .toList();
    }

    private Leftover reset(Default one) {
        one.reset().run();
        return Leftover.cleared(kind(), one.name(), "leave what is everybody's as it is");
    }
}
