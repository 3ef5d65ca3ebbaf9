package com.a64platform.core.store;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.a64platform.adapters.embedded.EmbeddedEngine;
import com.a64platform.core.spi.EmbeddedStoreEngine.Running;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import java.nio.file.Path;
import java.util.List;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Neither a credential nor what a document holds is logged, however talkative the logs are. */
class StoreLogTest {
    private static final List<String> TALKATIVE = List.of("org.mongodb.driver", "com.a64platform");

    @TempDir
    Path home;

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @BeforeEach
    void listen() {
        log.start();
        TALKATIVE.forEach(name -> {
            logger(name).setLevel(Level.TRACE);
            logger(name).addAppender(log);
        });
    }

    @AfterEach
    void hush() {
        TALKATIVE.forEach(name -> {
            logger(name).detachAppender(log);
            logger(name).setLevel(Level.WARN);
        });
    }

    @Test
    void logsNoSecret() {
        String credential;
        try (Running engine = new EmbeddedEngine().open(home);
                MongoClient client = MongoClients.create(ServerConnection.embedded(engine.uri()))) {
            credential = engine.uri().replaceAll(".*:([^:@]+)@.*", "$1");
            var things = client.getDatabase("acme").getCollection("things");
            things.insertOne(new Document("_id", 1).append("hash", "very-secret-hash"));
            things.find(new Document("hash", "very-secret-hash")).first();
            things.insertOne(new Document("hash", "very-secret-hash"));
        }

        assertThat(log.list).isNotEmpty();
        assertThat(log.list).allSatisfy(event -> assertThat(event.getFormattedMessage())
                .doesNotContain(credential)
                .doesNotContain("very-secret-hash"));
    }

    private static Logger logger(String name) {
        return (Logger) LoggerFactory.getLogger(name);
    }
}
