import com.a64platform.core.platform.Platform;
import com.a64platform.core.spi.EmbeddedStoreEngine;
import com.a64platform.core.store.MongoStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.ServiceLoader;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.bson.Document;

/**
 * How long a write waits while a node with an embedded store of some 200 MB is backed up: clients keep writing to a module, each
 * waiting for its answer, without a backup and during several.
 */
final class BackupUnderWrites implements Bench.Benchmark {
    private static final String FARMS = "/api/v1/farm-manager/farms";
    private static final int CLIENTS = 8;
    private static final int COLLECTIONS = 20;
    private static final int BATCH = 500;
    private static final int DOCUMENT_BYTES = 1_000;

    private volatile boolean ended;

    /** One write, by {@link System#nanoTime}. */
    private record Write(long sent, long answered) {
        double millis() {
            return (answered - sent) / 1e6;
        }

        boolean within(Span span) {
            return answered >= span.begin() && sent <= span.end();
        }
    }

    private record Span(long begin, long end) {
        double seconds() {
            return (end - begin) / 1e9;
        }
    }

    @Override
    public void run(Report report, Effort effort) throws Exception {
        var home = Leftovers.folder("home");
        try {
            install(home);
            fill(home, effort.quick() ? 2 : 200);
            report.fact(
                    "the store's file", Files.size(home.resolve("data/store/store.mv")) / 1_000_000 + " MB");
            try (var node = Node.start(home, Map.of())) {
                node.signIn();
                node.until(FARMS, 200, System.nanoTime());
                measure(report, effort, node);
            }
        } finally {
            Leftovers.remove(home);
        }
    }

    private static void install(Path home) throws Exception {
        Node.command(home, "keys", "init");
        try (var node = Node.start(home, Map.of())) {
            node.signIn();
            node.drop(Licensed.files(home, Bench.module("farm-manager"), "farm-manager", "1.0.0"));
            node.until(FARMS, 200, System.nanoTime());
        }
    }

    /** While no node runs: documents that cannot be packed, in collections as large as those that modules have. */
    private static void fill(Path home, int megabytes) throws Exception {
        var engine = ServiceLoader.load(EmbeddedStoreEngine.class).findFirst().orElseThrow();
        var place = new MongoStore.Place(home.resolve("data"), Optional.empty(), "a64", engine);
        var random = new Random(1);
        try (var store = MongoStore.open(place, Platform.VERSION)) {
            int batches = megabytes * 1_000_000 / (BATCH * DOCUMENT_BYTES);
            for (int i = 0; i < batches; i++) {
                store.platform().getCollection("bench_" + i % COLLECTIONS).insertMany(documents(i * BATCH, random));
            }
        }
    }

    private static List<Document> documents(int first, Random random) {
        return IntStream.range(first, first + BATCH)
                .mapToObj(number -> {
                    var bytes = new byte[DOCUMENT_BYTES];
                    random.nextBytes(bytes);
                    return new Document("_id", number).append("bytes", bytes);
                })
                .toList();
    }

    private void measure(Report report, Effort effort, Node node) throws Exception {
        List<CompletableFuture<List<Write>>> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            var name = "client " + i;
            clients.add(CompletableFuture.supplyAsync(() -> writes(node, name), task -> new Thread(task).start()));
        }
        List<Span> backups = new ArrayList<>();
        Span alone;
        try {
            Thread.sleep(effort.quick() ? 500 : 10_000); // warms up
            alone = alone(effort.quick() ? 500 : 15_000);
            for (int i = 0; i < effort.count(3, 1); i++) {
                backups.add(backUp(node));
                Thread.sleep(effort.quick() ? 100 : 2_000);
            }
        } finally {
            ended = true;
        }
        List<Write> writes = new ArrayList<>();
        for (var client : clients) {
            writes.addAll(client.join());
        }
        tell(report, "without a backup", writes, alone);
        for (var backup : backups) {
            report.add("a backup", "ms", backup.seconds() * 1e3);
            tell(report, "during a backup", writes, backup);
        }
    }

    private static Span alone(long millis) throws InterruptedException {
        long begin = System.nanoTime();
        Thread.sleep(millis);
        return new Span(begin, System.nanoTime());
    }

    private static Span backUp(Node node) throws Exception {
        long begin = System.nanoTime();
        var id = node.send("POST", "/api/v1/admin/backups", "").replaceAll("(?s).*?\"id\":\"([^\"]+)\".*", "$1");
        var state = "RUNNING";
        while (state.equals("RUNNING")) {
            Thread.sleep(5);
            state = node.get("/api/v1/operations/" + id).replaceAll("(?s).*?\"state\":\"([A-Z]+)\".*", "$1");
        }
        if (!state.equals("SUCCEEDED")) {
            throw new IllegalStateException("The backup ended as " + state);
        }
        return new Span(begin, System.nanoTime());
    }

    private static void tell(Report report, String when, List<Write> writes, Span span) {
        var within = writes.stream().filter(write -> write.within(span)).toList();
        report.add("writes " + when, "writes/s", within.size() / span.seconds());
        report.add(
                "the longest wait of a write " + when,
                "ms",
                within.stream().mapToDouble(Write::millis).max().orElse(span.seconds() * 1e3));
    }

    private List<Write> writes(Node node, String name) {
        List<Write> writes = new ArrayList<>();
        try (var wire = Wire.to(node.process().port)) {
            while (!ended) {
                var farm = "{\"name\":\"" + name + " " + writes.size() + "\",\"areaHectares\":12.5}";
                var target = Target.post(node.process().port, FARMS, node.token(), farm);
                long sent = System.nanoTime();
                if (wire.ask(target) != 201) {
                    throw new IllegalStateException(wire.text());
                }
                writes.add(new Write(sent, System.nanoTime()));
            }
            return writes;
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
