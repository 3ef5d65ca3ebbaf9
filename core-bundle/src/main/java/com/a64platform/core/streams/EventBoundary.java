package com.a64platform.core.streams;

/**
 * Whether what was written of a stream of events so far ends where no event is begun. Lines and events as in the HTML
 * standard, section 9.2.5: a line ends with CR, LF or both, an empty line ends an event, a line that begins with a colon is a
 * comment.
 */
final class EventBoundary {
    private boolean lineBegun;
    private boolean comment;
    private boolean eventBegun;
    private boolean afterReturn;

    void read(byte[] bytes, int offset, int length) {
        for (int i = offset; i < offset + length; i++) {
            read(bytes[i]);
        }
    }

    private void read(byte one) {
        boolean secondOfTwo = afterReturn && one == '\n';
        afterReturn = one == '\r';
        if (secondOfTwo) {
            return;
        }
        if (one == '\r' || one == '\n') {
            endLine();
        } else if (!lineBegun) {
            lineBegun = true;
            comment = one == ':';
        }
    }

    private void endLine() {
        eventBegun = lineBegun && (eventBegun || !comment);
        lineBegun = false;
    }

    /** Whether whatever is written next begins something new. */
    boolean between() {
        return !lineBegun && !eventBegun;
    }
}
