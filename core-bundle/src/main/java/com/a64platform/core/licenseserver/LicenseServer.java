package com.a64platform.core.licenseserver;

import com.a64platform.core.crypto.SigningKey;
import com.a64platform.core.platform.Unfinished;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;

/** A running license server. Its state is in one folder, which only one server at a time can have. Thread-safe. */
public final class LicenseServer implements AutoCloseable {
    private static final Duration WATCH = Duration.ofSeconds(30);
    private static final long IDLE_MILLIS = 40_000;
    private static final int MOST_CONNECTIONS = 12_000;
    private static final int SMALLEST_RATE = 100;
    private static final int LARGEST_HEADER = 8 * 1024;
    private static final int GUESSES = 5;
    private static final int QUESTIONS = 60;

    private final Server server;
    private final Ledger ledger;
    private final URI url;
    private final Optional<String> firstToken;

    private LicenseServer(Server server, Ledger ledger, URI url, Optional<String> firstToken) {
        this.server = server;
        this.ledger = ledger;
        this.url = url;
        this.firstToken = firstToken;
    }

    /**
     * How a server is to run.
     *
     * @param data made when it is not there
     * @param key of the license issuer
     * @param host this machine's own name or address unless there is a certificate
     * @param port 0 for any that is free
     * @param newToken makes another token for operators, which ends the one before
     */
    public record Options(Path data, SigningKey key, String host, int port, Optional<Tls> tls, boolean newToken) {}

    /** PEM files. */
    public record Tls(Path certificate, Path key) {}

    /**
     * Starts a server; it answers when this returns.
     *
     * @param log one line for each thing that happened
     * @throws IllegalStateException when it cannot; the message says what to do
     */
    public static LicenseServer start(Options options, PrintWriter log) {
        requireSafe(options);
        makeFolder(options.data());
        var operator = new OperatorToken(options.data());
        var ledger = Ledger.open(options.data());
        try {
            Unfinished.removeFrom(options.data()); // whoever has the ledger has the folder
            ledger.requireIssuer(options.key().keyId());
            var server = server(options, door(options, ledger, operator, new ServerLog(log, Clock.systemUTC())));
            server.start();
            var token = options.newToken() ? Optional.of(operator.replace()) : operator.first();
            return new LicenseServer(server, ledger, url(options, server), token);
        } catch (Exception failed) {
            ledger.close();
            throw unstarted(options, failed);
        }
    }

    /** Where it answers. */
    public URI url() {
        return url;
    }

    /** The token for operators when one was made: it is told this once. */
    public Optional<String> firstToken() {
        return firstToken;
    }

    /** Waits until the server has ended. */
    public void join() throws InterruptedException {
        server.join();
    }

    /** Takes no more requests, then closes its state. */
    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("The license server does not stop cleanly", e);
        } finally {
            ledger.close();
        }
    }

    private static Door door(Options options, Ledger ledger, OperatorToken operator, ServerLog log) {
        var mint = new Mint(options.key());
        var codes = new ActivationCodes(options.data());
        var clock = Clock.systemUTC();
        var watches = new Watches(ledger, WATCH);
        return new Door(
                new Desk(
                        new Validation(ledger, mint, codes, clock, log),
                        watches,
                        new Office(ledger, mint, codes, watches, clock),
                        operator,
                        new Tries(GUESSES, System::nanoTime),
                        new Tries(QUESTIONS, System::nanoTime),
                        log),
                log);
    }

    private static Server server(Options options, Door door) {
        var server = new Server();
        var connector = new ServerConnector(server, connections(options));
        connector.setHost(options.host());
        connector.setPort(options.port());
        connector.setIdleTimeout(IDLE_MILLIS);
        server.addConnector(connector);
        server.addBean(new NetworkConnectionLimit(MOST_CONNECTIONS, server));
        server.setHandler(door);
        return server;
    }

    private static ConnectionFactory[] connections(Options options) {
        var configuration = new HttpConfiguration();
        configuration.setSendServerVersion(false);
        configuration.setRequestHeaderSize(LARGEST_HEADER);
        configuration.setMinRequestDataRate(SMALLEST_RATE);
        var http = new HttpConnectionFactory(configuration);
        return options.tls()
                .map(tls -> new ConnectionFactory[] {
                    new SslConnectionFactory(Certificates.tls(tls.certificate(), tls.key()), http.getProtocol()), http
                })
                .orElseGet(() -> new ConnectionFactory[] {http});
    }

    /** What installations and operators send is no one else's business on the way. */
    private static void requireSafe(Options options) {
        try {
            if (options.tls().isEmpty()
                    && !InetAddress.getByName(options.host()).isLoopbackAddress()) {
                throw new IllegalStateException(
                        "Without a certificate the license server listens on this machine only: give it --tls-cert and"
                                + " --tls-key, or leave --host out.");
            }
        } catch (UnknownHostException e) {
            throw new IllegalStateException("The host " + options.host() + " is not known here; correct --host.", e);
        }
    }

    private static void makeFolder(Path folder) {
        try {
            var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
            Files.createDirectories(folder, ownerOnly);
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        } catch (IOException e) {
            throw new UncheckedIOException("The folder " + folder + " cannot be made; check its rights.", e);
        }
    }

    private static URI url(Options options, Server server) {
        var host = options.host().contains(":") ? "[" + options.host() + "]" : options.host();
        int port = ((ServerConnector) server.getConnectors()[0]).getLocalPort();
        return URI.create((options.tls().isPresent() ? "https://" : "http://") + host + ":" + port + "/");
    }

    private static RuntimeException unstarted(Options options, Exception failed) {
        for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
            if (cause instanceof BindException) {
                return new IllegalStateException(
                        "Port " + options.port() + " of " + options.host() + " is taken; choose another with --port.",
                        failed);
            }
        }
        return failed instanceof RuntimeException told
                ? told
                : new IllegalStateException("The license server does not start: " + failed.getMessage(), failed);
    }
}
