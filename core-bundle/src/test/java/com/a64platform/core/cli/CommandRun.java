package com.a64platform.core.cli;

import java.io.PrintWriter;
import java.io.StringWriter;

/** One command, run in this process, and what it left behind. */
record CommandRun(int exitCode, String out, String err) {
    static CommandRun of(Object... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        var texts = new String[arguments.length];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = arguments[i].toString();
        }
        int code = Main.run(new PrintWriter(out, true), new PrintWriter(err, true), texts);
        return new CommandRun(code, out.toString(), err.toString());
    }
}
