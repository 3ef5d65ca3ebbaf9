package com.a64platform.core.cli;

import com.a64platform.core.licenseserver.LicenseServer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code license-server}: runs a license server until it is told to stop. */
@Command(
        name = "license-server",
        description = "Runs a license server in the foreground.",
        mixinStandardHelpOptions = true)
final class LicenseServerCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private Passphrases passphrases;

    @Option(names = "--data", paramLabel = "DIR", required = true, description = "where it keeps its state")
    private Path data;

    @Option(names = "--key", paramLabel = "FILE", required = true, description = "the license issuer's private key")
    private Path key;

    @Option(
            names = "--host",
            paramLabel = "H",
            defaultValue = "127.0.0.1",
            description = "address to listen on (default: ${DEFAULT-VALUE})")
    private String host;

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "8070",
            description = "port to listen on, 0 for any (default: ${DEFAULT-VALUE})")
    private int port;

    @ArgGroup(exclusive = false)
    private TlsFiles tls;

    @Option(names = "--new-token", description = "makes another token for operators; the one before ends")
    private boolean newToken;

    /** Both or none. */
    static final class TlsFiles {
        @Option(names = "--tls-cert", paramLabel = "PEM", required = true, description = "its certificate chain")
        private Path certificate;

        @Option(names = "--tls-key", paramLabel = "PEM", required = true, description = "the certificate's key, PKCS#8")
        private Path key;
    }

    @Override
    public Integer call() throws InterruptedException {
        var issuer = IssuerKey.open(key, passphrases);
        var files = Optional.ofNullable(tls).map(given -> new LicenseServer.Tls(given.certificate, given.key));
        try {
            run(new LicenseServer.Options(data, issuer, host, port, files, newToken));
            return 0;
        } catch (IllegalStateException refused) {
            throw new CommandFailure(refused.getMessage(), refused);
        }
    }

    private void run(LicenseServer.Options options) throws InterruptedException {
        var out = spec.commandLine().getOut();
        try (var server = LicenseServer.start(options, out)) {
            server.firstToken()
                    .ifPresent(token -> out.println("The operators' token is " + token
                            + "; it is shown this once, keep it in a file that only they can read."));
            out.println("The license server answers at " + server.url());
            Runtime.getRuntime().addShutdownHook(new Thread(server::close));
            server.join();
        }
    }
}
