package com.a64platform.core.gateway;

import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.routes.RouteTable;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.Locale;
import java.util.regex.Pattern;

/** A request whose body ends with a refusal when it is longer than allowed, whatever its headers said. */
final class LimitedRequest extends HttpServletRequestWrapper {
    /**
     * How long bodies may be. Only what may carry a module may be as large as one; it is read piece by piece there.
     *
     * @param module in bytes
     */
    record Limits(long module) {
        private static final long USUAL = 1024 * 1024;
        private static final String UPLOAD = RouteTable.ROOT + "modules/install";
        private static final Pattern ARCHIVES = Pattern.compile("/api/v1/modules/[a-z0-9-]+/archives");

        LimitedRequest on(String path, HttpServletRequest request) {
            var type = request.getContentType();
            boolean large = type != null && carriesModule(path, type.toLowerCase(Locale.ROOT));
            return new LimitedRequest(request, large ? module + USUAL : USUAL);
        }

        private static boolean carriesModule(String path, String type) {
            return type.startsWith("multipart/form-data") && path.equals(UPLOAD)
                    || type.startsWith("application/zip")
                            && ARCHIVES.matcher(path).matches();
        }
    }

    private final long limit;
    private Body body;

    LimitedRequest(HttpServletRequest request, long limit) {
        super(request);
        this.limit = limit;
        if (request.getContentLengthLong() > limit) {
            throw tooLarge();
        }
    }

    @Override
    public ServletInputStream getInputStream() throws IOException {
        if (body == null) {
            body = new Body(super.getInputStream());
        }
        return body;
    }

    @Override
    public BufferedReader getReader() throws IOException {
        var encoding = getCharacterEncoding() == null ? "UTF-8" : getCharacterEncoding();
        return new BufferedReader(new InputStreamReader(getInputStream(), encoding));
    }

    private ProblemException tooLarge() {
        return new ProblemException(
                ErrorCode.PAYLOAD_TOO_LARGE, "The body may have " + limit + " bytes at the most; send less.");
    }

    private final class Body extends ServletInputStream {
        private final ServletInputStream source;
        private long read;

        Body(ServletInputStream source) {
            this.source = source;
        }

        @Override
        public int read() {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) {
            int got = receive(bytes, offset, length);
            count(Math.max(0, got));
            return got;
        }

        private int receive(byte[] bytes, int offset, int length) {
            try {
                return source.read(bytes, offset, length);
            } catch (IOException | RuntimeException broken) {
                throw new ProblemException(
                        ErrorCode.MALFORMED_REQUEST,
                        "The body cannot be read to its end as its headers announce it; send it again.",
                        broken);
            }
        }

        private void count(int bytes) {
            read += bytes;
            if (read > limit) {
                throw tooLarge();
            }
        }

        @Override
        public boolean isFinished() {
            return source.isFinished();
        }

        @Override
        public boolean isReady() {
            return source.isReady();
        }

        @Override
        public void setReadListener(ReadListener listener) {
            source.setReadListener(listener);
        }
    }
}
