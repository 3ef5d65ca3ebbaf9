package com.a64platform.core.leases;

import com.a64platform.core.crypto.MalformedDocumentException;
import com.a64platform.core.crypto.StrictJson;
import com.a64platform.core.leases.ServerAnswer.Unreachable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Asks one license server. Verifies nothing of what it is told: that needs the publisher's statement. Thread-safe. */
public final class LicenseServerClient {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final int TRIES = 3;
    private static final Duration PAUSE = Duration.ofSeconds(1);
    /** How long a server holds a watch, and a little more. */
    private static final Duration WATCH_LIMIT = Duration.ofSeconds(45);

    private final ServerConnection server;
    private final Duration limit;
    private final Duration pause;

    public LicenseServerClient(ServerAddress address) {
        this(new ServerConnection(address), LIMIT, PAUSE);
    }

    LicenseServerClient(ServerConnection server, Duration limit, Duration pause) {
        this.server = server;
        this.limit = limit;
        this.pause = pause;
    }

    /**
     * Asks about a license; three tries of ten seconds, one and two seconds apart. The same question is sent each time, so
     * that a server that had answered answers the same.
     */
    public ServerAnswer validate(Question question, Question.Signer signer) {
        var body = question.signedBy(signer);
        Duration wait = pause;
        for (int attempt = 1; ; attempt++) {
            try {
                return once(body);
            } catch (InterruptedIOException stopped) {
                return new Unreachable(stopped.getMessage());
            } catch (IOException failed) {
                if (attempt == TRIES || !waited(wait)) {
                    return new Unreachable(failed.getMessage());
                }
                wait = wait.multipliedBy(2);
            }
        }
    }

    /**
     * Waits until something has changed for this installation, or half a minute.
     *
     * @return the number of the last change, to ask with the next time
     * @throws IOException when there is no answer; the message is the rest of a sentence that begins with the server
     */
    public long watch(Question question, Question.Signer signer) throws IOException {
        var answer = server.post(question.kind().path(), question.signedBy(signer), WATCH_LIMIT);
        if (answer.status() != 200) {
            throw new IOException("answers with status " + answer.status());
        }
        try {
            return StrictJson.read(answer.body(), Set.of()).number("change");
        } catch (MalformedDocumentException e) {
            throw new IOException("answers what is not understood (" + e.getMessage() + ")", e);
        }
    }

    /** An answer that cannot be helped by asking again is not asked for again. */
    private ServerAnswer once(byte[] body) throws IOException {
        var answer = server.post(Question.Kind.VALIDATE.path(), body, limit);
        if (answer.status() == 429) {
            return new Unreachable("was asked too often; try again in a minute");
        }
        if (answer.status() >= 500) {
            throw new IOException("answers with status " + answer.status());
        }
        if (answer.status() != 200) {
            return new Unreachable("does not take the question (status " + answer.status() + ")");
        }
        try {
            return ServerAnswer.read(StrictJson.read(answer.body(), Set.of()));
        } catch (MalformedDocumentException e) {
            return new Unreachable("answers what is not understood (" + e.getMessage() + ")");
        }
    }

    private static boolean waited(Duration pause) {
        try {
            TimeUnit.MILLISECONDS.sleep(pause.toMillis());
            return true;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
