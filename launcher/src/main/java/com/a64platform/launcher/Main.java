package com.a64platform.launcher;

import com.a64platform.launcher.tls.TlsFiles;
import com.a64platform.launcher.tls.TlsKeys;
import com.a64platform.launcher.tls.UnusableFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Optional;
import org.osgi.framework.BundleException;
import org.slf4j.LoggerFactory;

/** Starts one node and stays until it is stopped. */
public final class Main {
    private static final int FAILED = 1;

    private Main() {}

    /**
     * Exit codes: 0 stopped, 1 failed while starting, 2 a setting or argument refused, 3 the home is in use.
     *
     * @param args {@code --home DIR}, {@code --port N}, {@code --default KEY=VALUE}
     */
    public static void main(String[] args) {
        try {
            run(Settings.load(System.getenv(), Arguments.parse(args)));
        } catch (StartRefused refused) {
            System.err.println(refused.getMessage());
            Runtime.getRuntime().halt(refused.exitCode());
        } catch (Exception e) {
            LoggerFactory.getLogger(Main.class).error("The platform did not start", e);
            Logging.flush();
            Runtime.getRuntime().halt(FAILED);
        }
    }

    private static void run(Settings settings) throws Exception {
        Assembly assembly = Assembly.read(distribution());
        Optional<TlsKeys> tls = settings.tls().map(Main::keys);
        HomeFolder home = HomeFolder.take(settings);
        requireFree("A64_HTTP_PORT", settings.plainHost(), settings.port());
        settings.httpsPort().ifPresent(port -> requireFree("HTTPS_PORT", settings.get("A64_HTTP_HOST"), port));
        LogBeside log = LogBeside.open(home.logs(), settings.logRolling());
        Node node;
        try {
            node = Node.create(
                    FrameworkConfiguration.of(settings, home, assembly.highestLevel()),
                    log,
                    StartClasses.in(home.cache()));
            node.install(assembly, settings.toProperties());
        } finally {
            log.await(); // whoever writes to it from here on finds it, this method's caller too
        }
        tls.ifPresent(node::serveTls);
        node.whenRefused(sentence -> refuse(home, sentence));
        Shutdown shutdown = new Shutdown(() -> stop(node, home, settings), settings.stopGrace());
        shutdown.onSignal();
        home.runFile().write(settings.url());
        try {
            node.start();
        } catch (BundleException e) {
            if (shutdown.begun()) {
                return; // a signal came while starting: the hook ends the process
            }
            throw e;
        }
        Banner.print(settings);
        node.awaitStop();
        System.exit(0); // somebody stopped the framework from inside; after a signal this waits for the hook
    }

    private static TlsKeys keys(TlsFiles files) {
        try {
            return TlsKeys.of(files);
        } catch (UnusableFile unusable) {
            throw StartRefused.badSetting(unusable.getMessage());
        }
    }

    /** Nothing of the home's data has been touched; what is half started ends with the process. */
    private static void refuse(HomeFolder home, String sentence) {
        LoggerFactory.getLogger(Main.class).error("The start is refused: {}", sentence);
        Logging.flush();
        System.err.println(sentence);
        try {
            home.runFile().delete();
        } catch (IOException stays) {
            throw new UncheckedIOException(stays);
        } finally {
            Runtime.getRuntime().halt(StartRefused.BAD_SETTING);
        }
    }

    private static void stop(Node node, HomeFolder home, Settings settings) throws Exception {
        // half of the grace for the requests inside, the other half for the bundles
        node.drain(settings.stopGrace().dividedBy(2));
        node.stop();
        ClassArchive.wanted().ifPresent(ClassArchive::write);
        home.runFile().delete();
        home.close();
    }

    /** The folder above {@code lib/}, where this JAR lies. */
    private static Path distribution() throws URISyntaxException {
        Path jar = Path.of(
                Main.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        return jar.getParent().getParent();
    }

    /** The HTTP bundle would only log the failure and leave a node that nobody can reach. */
    private static void requireFree(String key, String host, int port) {
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(host, port));
        } catch (IOException e) {
            String otherwise = key.equals("A64_HTTP_PORT") ? " with --port." : ".";
            throw StartRefused.badSetting(key + "=" + port + " cannot be used on " + host + " (" + e.getMessage()
                    + "): choose another" + otherwise);
        }
    }
}
