import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/**
 * One kept HTTP/1.1 connection that sends no request twice. Clients made for use ask again when a connection breaks, and
 * would hide what is counted here; and they cost more of the two processors than what they measure. Used by one thread.
 */
final class Wire implements AutoCloseable {
    private static final int LONGEST = 1 << 20;

    final SocketChannel channel;
    /** When the request that it waits for was due, by {@link System#nanoTime}. */
    long due;
    /** When it was sent, which may be later. */
    long sent;
    /** When the last answer was complete. */
    long idleSince;

    boolean waiting;

    private ByteBuffer answer = ByteBuffer.allocate(4096);
    /** Where the body begins, once the head is there. */
    private int body;

    private int length;
    private boolean chunked;
    private boolean last;

    private Wire(SocketChannel channel) {
        this.channel = channel;
    }

    static Wire to(int port) throws IOException {
        var channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        return new Wire(channel);
    }

    void send(Target target, long due) throws IOException {
        this.due = due;
        sent = System.nanoTime();
        waiting = true;
        answer.clear();
        body = -1;
        var request = ByteBuffer.wrap(target.request());
        while (request.hasRemaining()) {
            channel.write(request);
        }
    }

    /** Sends and waits for the answer, on a channel that blocks; its status. */
    int ask(Target target) throws IOException {
        send(target, System.nanoTime());
        while (!receive()) {}
        return status();
    }

    /**
     * Reads what is there.
     *
     * @return whether the answer is complete
     * @throws IOException when the connection has ended, also while nothing was waited for
     */
    boolean receive() throws IOException {
        if (!answer.hasRemaining()) {
            answer = ByteBuffer.allocate(grown(answer.capacity())).put(answer.flip());
        }
        if (channel.read(answer) < 0) {
            throw new IOException(waiting ? "the connection ended before the answer" : "closed while idle");
        }
        boolean complete = waiting && isComplete();
        waiting &= !complete;
        return complete;
    }

    /** Of the answer that was received. */
    int status() {
        return Integer.parseInt(text(9, 12));
    }

    /** Head and body as they came. */
    String text() {
        return text(0, answer.position());
    }

    /** Whether the server said that it takes no more on this connection. */
    boolean last() {
        return last;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private static int grown(int capacity) throws IOException {
        if (capacity >= LONGEST) {
            throw new IOException("the answer is longer than " + LONGEST);
        }
        return capacity * 2;
    }

    private boolean isComplete() {
        if (body < 0) {
            readHead();
        }
        if (body < 0 || chunked) {
            return body >= 0 && isLastChunkThere();
        }
        return answer.position() >= body + length;
    }

    private void readHead() {
        int end = find("\r\n\r\n", 0);
        if (end < 0) {
            return;
        }
        body = end + 4;
        var head = text(0, end + 2).toLowerCase(Locale.ROOT);
        last = head.contains("\r\nconnection: close\r\n");
        chunked = head.contains("\r\ntransfer-encoding: chunked\r\n");
        int at = head.indexOf("\r\ncontent-length:");
        length = at < 0 ? 0 : Integer.parseInt(head.substring(at + 17, head.indexOf("\r\n", at + 2)).strip());
    }

    private boolean isLastChunkThere() {
        int at = body;
        while (true) {
            int end = find("\r\n", at);
            if (end < 0) {
                return false;
            }
            int size = Integer.parseInt(text(at, end).split(";")[0].strip(), 16);
            at = end + 2 + size + 2;
            if (at > answer.position()) {
                return false;
            }
            if (size == 0) {
                return true;
            }
        }
    }

    private int find(String what, int from) {
        var wanted = what.getBytes(StandardCharsets.US_ASCII);
        for (int i = from; i + wanted.length <= answer.position(); i++) {
            if (Arrays.equals(answer.array(), i, i + wanted.length, wanted, 0, wanted.length)) {
                return i;
            }
        }
        return -1;
    }

    private String text(int from, int to) {
        return new String(answer.array(), from, to - from, StandardCharsets.UTF_8);
    }
}
