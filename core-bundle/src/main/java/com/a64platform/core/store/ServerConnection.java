package com.a64platform.core.store;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.ReadConcern;
import com.mongodb.ReadPreference;
import com.mongodb.WriteConcern;
import com.mongodb.connection.ClusterConnectionMode;
import com.mongodb.connection.ServerMonitoringMode;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.bson.UuidRepresentation;

/** How the driver talks to the store: with a server nothing weaker than majority and journal, whatever a URI says. */
final class ServerConnection {
    private static final WriteConcern DURABLE = WriteConcern.MAJORITY.withJournal(true);
    private static final int SELECTION_SECONDS = 30;
    private static final int EMBEDDED_SELECTION_SECONDS = 3;
    private static final int CONNECT_SECONDS = 10;
    private static final int READ_SECONDS = 120;
    private static final int EMBEDDED_HEARTBEAT_SECONDS = 60;

    private ServerConnection() {}

    /** @throws IllegalStateException when {@code MONGODB_URI} cannot be read or asks for less than is safe */
    static MongoClientSettings server(String mongoUri) {
        ConnectionString uri = parse(mongoUri);
        refuseWeaker(uri);
        return common(uri)
                .readPreference(ReadPreference.primary())
                .writeConcern(DURABLE)
                .readConcern(ReadConcern.MAJORITY)
                .retryWrites(true)
                .applyToClusterSettings(cluster -> {
                    if (uri.getServerSelectionTimeout() == null) {
                        cluster.serverSelectionTimeout(SELECTION_SECONDS, TimeUnit.SECONDS);
                    }
                })
                .build();
    }

    /** The embedded store is one process that is always there: no retries, hardly any monitoring. */
    static MongoClientSettings embedded(String uri) {
        return common(new ConnectionString(uri))
                .retryWrites(false)
                .retryReads(false)
                .applyToClusterSettings(cluster -> cluster.mode(ClusterConnectionMode.SINGLE)
                        .serverSelectionTimeout(EMBEDDED_SELECTION_SECONDS, TimeUnit.SECONDS))
                .applyToServerSettings(server -> server.serverMonitoringMode(ServerMonitoringMode.POLL)
                        .heartbeatFrequency(EMBEDDED_HEARTBEAT_SECONDS, TimeUnit.SECONDS))
                .build();
    }

    /** At its most talkative level the driver logs commands: of their documents nothing but the brace is left (0 would mean all). */
    private static MongoClientSettings.Builder common(ConnectionString uri) {
        return MongoClientSettings.builder()
                .applyConnectionString(uri)
                .uuidRepresentation(UuidRepresentation.STANDARD)
                .applyToLoggerSettings(log -> log.maxDocumentLength(1))
                .applyToSocketSettings(socket -> socket.connectTimeout(CONNECT_SECONDS, TimeUnit.SECONDS)
                        .readTimeout(READ_SECONDS, TimeUnit.SECONDS));
    }

    /** The driver's own message could repeat parts of the URI, and with them a password. */
    private static ConnectionString parse(String uri) {
        try {
            return new ConnectionString(uri);
        } catch (IllegalArgumentException malformed) {
            throw new IllegalStateException(
                    "MONGODB_URI is no MongoDB connection string: write mongodb://USER:PASSWORD@HOST:PORT/?replicaSet=NAME"
                            + " and percent-encode user and password.");
        }
    }

    private static void refuseWeaker(ConnectionString uri) {
        refuse(differs(uri.getReadPreference(), ReadPreference.primary()), "readPreference", "primary");
        refuse(
                uri.getWriteConcern() != null && weak(uri.getWriteConcern()),
                "w or journal",
                "w=majority and journal=true");
        refuse(differs(uri.getReadConcern(), ReadConcern.MAJORITY), "readConcernLevel", "majority");
        refuse(Boolean.FALSE.equals(uri.getRetryWritesValue()), "retryWrites", "true");
        refuse(
                Boolean.TRUE.equals(uri.getSslInvalidHostnameAllowed()),
                "tlsAllowInvalidHostnames or tlsInsecure",
                "false");
    }

    private static boolean weak(WriteConcern concern) {
        boolean fewer = concern.getWObject() != null && !"majority".equals(concern.getWObject());
        return fewer || Boolean.FALSE.equals(concern.getJournal());
    }

    private static <T> boolean differs(T value, T wanted) {
        return Optional.ofNullable(value).filter(given -> !given.equals(wanted)).isPresent();
    }

    private static void refuse(boolean weaker, String option, String wanted) {
        if (weaker) {
            throw new IllegalStateException(
                    "MONGODB_URI weakens the store with " + option + ": leave the option out or set " + wanted + ".");
        }
    }
}
