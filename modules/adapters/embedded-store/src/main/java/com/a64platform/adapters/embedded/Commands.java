package com.a64platform.adapters.embedded;

import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import de.bwaldvogel.mongo.exception.MongoServerException;
import io.netty.channel.Channel;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers a client's commands. Every failure is an answer; none names what a document held. Thread-safe. */
final class Commands {
    private static final Logger LOG = LoggerFactory.getLogger(Commands.class);
    private static final Pattern DATABASE = Pattern.compile("[A-Za-z0-9_-]{1,63}");

    private final DataFile file;
    private final StoredBackend backend;
    private final Login login;

    Commands(DataFile file, StoredBackend backend, Login login) {
        this.file = file;
        this.backend = backend;
        this.login = login;
    }

    Document answer(Channel channel, Document request) {
        try {
            return execute(channel, request);
        } catch (MongoServerError refused) {
            return failure(refused.getCode(), refused.getCodeName(), refused.getMessageWithoutErrorCode());
        } catch (MongoServerException refused) {
            return failure(8, "UnknownError", refused.getMessageWithoutErrorCode());
        } catch (DataFile.StoppedException stopped) {
            return failure(91, "ShutdownInProgress", stopped.getMessage());
        } catch (RuntimeException unforeseen) {
            // The message of such an exception may quote a document: only the debug level shows it.
            LOG.warn("The embedded store could not execute a command: {}", unforeseen.getClass());
            LOG.debug("Why", unforeseen);
            return failure(8, "UnknownError", "The embedded store cannot execute this command.");
        }
    }

    /** A connection that is gone. */
    void closed(Channel channel) {
        backend.handleClose(channel);
    }

    private Document execute(Channel channel, Document request) {
        String command = request.keySet().iterator().next();
        if (command.equalsIgnoreCase("isMaster")) {
            return backend.handleCommand(channel, "admin", command, request);
        }
        if (command.equals("saslStart")) {
            return login.signIn(channel, request);
        }
        login.require(channel);
        String database = database(request);
        CommandRules.check(command, request);
        return file.alone(() -> switch (command) {
            case "listDatabases" -> listDatabases();
            case "createIndexes" -> createIndexes(channel, database, request);
            case "insert" -> counted(backend.handleCommand(channel, database, command, request));
            default -> backend.handleCommand(channel, database, command, request);
        });
    }

    private static String database(Document request) {
        return Optional.ofNullable(request.get("$db"))
                .map(Object::toString)
                .filter(name -> DATABASE.matcher(name).matches())
                .orElseThrow(() -> new MongoServerError(73, "InvalidNamespace", "Invalid database name"));
    }

    private Document listDatabases() {
        List<Document> names = StoredDatabase.names(file).stream()
                .filter(name -> !backend.resolveDatabase(name).isEmpty())
                .map(name -> new Document("name", name).append("empty", false))
                .toList();
        return new Document("databases", names).append("ok", 1.0);
    }

    /** The engine takes an index of the same name, or of the same keys, for the same whatever it says otherwise. */
    private Document createIndexes(Channel channel, String database, Document request) {
        Document list = new Document("listIndexes", request.get("createIndexes"));
        Document known = (Document)
                backend.handleCommand(channel, database, "listIndexes", list).get("cursor");
        for (Object wanted : (Collection<?>) request.get("indexes")) {
            for (Object present : (Collection<?>) known.get("firstBatch")) {
                requireSame((Document) wanted, (Document) present);
            }
        }
        return backend.handleCommand(channel, database, "createIndexes", request);
    }

    private static void requireSame(Document wanted, Document present) {
        boolean sameName = wanted.get("name").equals(present.get("name"));
        boolean sameKeys = keys(wanted).equals(keys(present));
        boolean sameRules =
                is(wanted, "unique") == is(present, "unique") && is(wanted, "sparse") == is(present, "sparse");
        if (sameName && !(sameKeys && (sameRules || present.get("name").equals("_id_")))) {
            throw new MongoServerError(
                    86, "IndexKeySpecsConflict", "An index with this name and other keys or rules exists.");
        }
        if (sameKeys && !sameName) {
            throw new MongoServerError(85, "IndexOptionsConflict", "An index on these keys exists under another name.");
        }
    }

    /** Fields in their order with their directions, 1 and 1.0 being the same. */
    private static List<String> keys(Document index) {
        return ((Document) index.get("key"))
                .entrySet().stream()
                        .map(key -> key.getKey() + " " + ((Number) key.getValue()).intValue())
                        .toList();
    }

    private static boolean is(Document index, String option) {
        return Boolean.TRUE.equals(index.get(option));
    }

    /** An ordered insert ends at the first error; what comes before it was inserted. */
    private static Document counted(Document reply) {
        if (reply.get("writeErrors") instanceof List<?> errors) {
            reply.put("n", ((Document) errors.get(0)).get("index"));
        }
        return reply;
    }

    private static Document failure(int code, String name, String message) {
        Document reply = new Document("ok", 0.0).append("errmsg", message).append("code", code);
        reply.putIfNotNull("codeName", name);
        return reply;
    }
}
