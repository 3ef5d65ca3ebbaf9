package com.a64platform.core.unloading;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.beans.Introspector;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.PrintStream;
import java.io.Serializable;
import java.lang.management.ManagementFactory;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.security.Provider;
import java.security.Security;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.util.List;
import java.util.ListResourceBundle;
import java.util.Properties;
import java.util.ResourceBundle;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Filter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import javax.management.JMException;
import javax.management.ObjectName;
import javax.management.StandardMBean;
import javax.net.ssl.HttpsURLConnection;

/** What careless modules do, one thing each. Loaded anew by a class loader of its own, as a module is. */
final class Hostile {
    private static final Logger LOGGER = Logger.getLogger("hostile");

    private Hostile() {}

    /** One careless thing. */
    interface Deed {
        void commit() throws Exception;
    }

    static final class StartsThread implements Deed {
        @Override
        public void commit() {
            new Thread(() -> LockSupport.parkNanos(TimeUnit.HOURS.toNanos(1)), "hostile-thread").start();
        }
    }

    static final class StartsTimer implements Deed {
        @Override
        public void commit() {
            new Timer("hostile-timer").schedule(new Tick(), 3_600_000, 3_600_000);
        }
    }

    static final class Tick extends TimerTask {
        @Override
        public void run() {}
    }

    static final class StartsPool implements Deed {
        @Override
        public void commit() throws InterruptedException, ExecutionException {
            Executors.newFixedThreadPool(2).submit(() -> {}).get();
        }
    }

    static final class StartsSchedule implements Deed {
        @Override
        public void commit() {
            Executors.newScheduledThreadPool(1).scheduleAtFixedRate(() -> {}, 0, 1, TimeUnit.HOURS);
        }
    }

    static final class StartsForkJoinPool implements Deed {
        @Override
        public void commit() throws InterruptedException {
            var started = new CountDownLatch(1);
            new ForkJoinPool(1).execute(() -> {
                started.countDown();
                HidingPlace.stayUntilTheTestEnds();
            });
            started.await();
        }
    }

    /** Where nobody did so before it, Java makes a thread for this that stays. */
    static final class WaitsByJavasScheduler implements Deed {
        @Override
        public void commit() throws InterruptedException, ExecutionException {
            new CompletableFuture<String>()
                    .completeOnTimeout("late", 1, TimeUnit.MILLISECONDS)
                    .get();
        }
    }

    static final class KeepsThreadLocal implements Deed {
        private static final ThreadLocal<Object> CACHE = new ThreadLocal<>();

        @Override
        public void commit() {
            CACHE.set(new KeepsThreadLocal());
        }
    }

    static final class KeepsListInThreadLocal implements Deed {
        private static final ThreadLocal<List<Object>> CACHE = new InheritableThreadLocal<>();

        @Override
        public void commit() {
            CACHE.set(List.of("text", new KeepsListInThreadLocal()));
        }
    }

    static final class LeavesContextLoader implements Deed {
        @Override
        public void commit() {
            Thread.currentThread().setContextClassLoader(getClass().getClassLoader());
        }
    }

    /** An interface whose name is what JMX asks for. */
    public interface PumpMBean {
        int getPressure();
    }

    public static final class Pump implements PumpMBean {
        @Override
        public int getPressure() {
            return 1;
        }
    }

    static final class RegistersMBean implements Deed {
        @Override
        public void commit() throws JMException {
            ManagementFactory.getPlatformMBeanServer().registerMBean(new Pump(), new ObjectName("hostile:type=Pump"));
        }
    }

    static final class WrapsMBean implements Deed {
        @Override
        public void commit() throws JMException {
            ManagementFactory.getPlatformMBeanServer()
                    .registerMBean(
                            new StandardMBean(new Pump(), PumpMBean.class, false),
                            new ObjectName("hostile:type=Wrapped"));
        }
    }

    static final class AddsLogHandler implements Deed {
        @Override
        public void commit() {
            Logger.getLogger("").addHandler(new Handler() {
                @Override
                public void publish(LogRecord entry) {}

                @Override
                public void flush() {}

                @Override
                public void close() {}
            });
        }
    }

    static final class SetsLogFilter implements Deed, Filter {
        @Override
        public void commit() {
            LOGGER.setFilter(this);
        }

        @Override
        public boolean isLoggable(LogRecord entry) {
            return true;
        }
    }

    static final class OwnLevel extends Level {
        private static final long serialVersionUID = 1L;

        OwnLevel() {
            super("OWN", 850);
        }
    }

    static final class SetsLogLevel implements Deed {
        @Override
        public void commit() {
            Logger.getLogger("").setLevel(new OwnLevel());
        }
    }

    static final class AddsShutdownHook implements Deed {
        @Override
        public void commit() {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {}, "hostile-hook"));
        }
    }

    static final class RegistersDriver implements Deed, Driver {
        @Override
        public void commit() throws java.sql.SQLException {
            DriverManager.registerDriver(this);
        }

        @Override
        public Connection connect(String url, Properties info) {
            return null;
        }

        @Override
        public boolean acceptsURL(String url) {
            return false;
        }

        @Override
        public DriverPropertyInfo[] getPropertyInfo(String url, Properties info) {
            return new DriverPropertyInfo[0];
        }

        @Override
        public int getMajorVersion() {
            return 1;
        }

        @Override
        public int getMinorVersion() {
            return 0;
        }

        @Override
        public boolean jdbcCompliant() {
            return false;
        }

        @Override
        public Logger getParentLogger() {
            return LOGGER;
        }
    }

    static final class OwnProvider extends Provider {
        private static final long serialVersionUID = 1L;

        OwnProvider() {
            super("Hostile", "1", "none");
        }
    }

    static final class AddsProvider implements Deed {
        @Override
        public void commit() {
            Security.addProvider(new OwnProvider());
        }
    }

    static final class SetsEveryonesExceptionHandler implements Deed {
        @Override
        public void commit() {
            Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> LOGGER.info("lost"));
        }
    }

    static final class SetsExceptionHandler implements Deed {
        @Override
        public void commit() {
            Thread.currentThread().setUncaughtExceptionHandler((thread, failure) -> LOGGER.info("lost"));
        }
    }

    static final class OwnStream extends PrintStream {
        OwnStream() {
            super(System.out);
        }
    }

    static final class ReplacesOutput implements Deed {
        @Override
        public void commit() {
            System.setOut(new OwnStream());
        }
    }

    static final class ReplacesProxySelector extends ProxySelector implements Deed {
        @Override
        public void commit() {
            ProxySelector.setDefault(this);
        }

        @Override
        public List<java.net.Proxy> select(URI uri) {
            return List.of(java.net.Proxy.NO_PROXY);
        }

        @Override
        public void connectFailed(URI uri, SocketAddress address, IOException failure) {}
    }

    static final class ReplacesFileNameMap implements Deed {
        @Override
        public void commit() {
            URLConnection.setFileNameMap(name -> "text/hostile");
        }
    }

    static final class TrustsEveryHost implements Deed {
        @Override
        public void commit() {
            HttpsURLConnection.setDefaultHostnameVerifier((host, session) -> true);
        }
    }

    /** One in a JAR that Java keeps open, and one of a protocol of its own. */
    static final class OpensUrls implements Deed {
        @Override
        public void commit() throws IOException {
            var jar = ObjectMapper.class.getProtectionDomain().getCodeSource().getLocation();
            try (var in = new URL("jar:" + jar + "!/META-INF/MANIFEST.MF").openStream()) {
                in.readAllBytes();
            }
            var own = new URL(null, "hostile:here", new URLStreamHandler() {
                @Override
                protected URLConnection openConnection(URL url) throws IOException {
                    return jar.openConnection();
                }
            });
            try (var in = own.openStream()) {
                in.read();
            }
        }
    }

    public static final class Texts extends ListResourceBundle {
        @Override
        protected Object[][] getContents() {
            return new Object[][] {{"key", "value"}};
        }
    }

    static final class ReadsResourceBundle implements Deed {
        @Override
        public void commit() {
            ResourceBundle.getBundle(
                    Texts.class.getName(), java.util.Locale.ROOT, getClass().getClassLoader());
        }
    }

    public record Farm(String name) implements Serializable {}

    static final class WritesJson implements Deed {
        @Override
        public void commit() throws IOException {
            new ObjectMapper().writeValueAsString(new Farm("Hill"));
        }
    }

    static final class Introspects implements Deed {
        @Override
        public void commit() throws java.beans.IntrospectionException {
            Introspector.getBeanInfo(Pump.class);
        }
    }

    static final class Serializes implements Deed {
        @Override
        public void commit() throws IOException {
            try (var out = new ObjectOutputStream(new ByteArrayOutputStream())) {
                out.writeObject(new Farm("Hill"));
            }
        }
    }

    /** Its thread ends only with the process. */
    static final class StartsStubbornThread implements Deed {
        @Override
        public void commit() {
            var thread = new Thread(StartsStubbornThread::goOn, "hostile-stubborn");
            thread.setDaemon(true);
            thread.start();
        }

        private static void goOn() {
            HidingPlace.stayUntilTheTestEnds();
        }
    }

    static final class OccupiesCommonPool implements Deed {
        @Override
        public void commit() {
            ForkJoinPool.commonPool().execute(OccupiesCommonPool::goOn);
        }

        private static void goOn() {
            HidingPlace.stayUntilTheTestEnds();
        }
    }

    static final class HidesInPlatform implements Deed {
        @Override
        public void commit() {
            HidingPlace.HELD.add(this);
        }
    }
}
