package com.a64platform.core.unloading;

/**
 * One thing that a module left in the process.
 *
 * @param kind what sort of thing, such as {@code thread}
 * @param name which one
 * @param advice what the module's author does about it
 */
public record Leftover(String kind, String name, Fate fate, String advice) {
    /** What became of it. */
    public enum Fate {
        /** It is gone by now. */
        CLEARED,
        /** It cannot be cleared, and may hold the module's class loader. */
        STAYS,
        /** Nobody could look whether there is one. */
        UNSEEN
    }

    public static Leftover cleared(String kind, String name, String advice) {
        return new Leftover(kind, name, Fate.CLEARED, advice);
    }

    public static Leftover stays(String kind, String name, String advice) {
        return new Leftover(kind, name, Fate.STAYS, advice);
    }

    public static Leftover unseen(String kind, String why) {
        return new Leftover(kind, why, Fate.UNSEEN, "");
    }

    /** For people, without what to do. */
    public String sentence() {
        return switch (fate) {
            case CLEARED -> kind + " " + name + " (cleared)";
            case STAYS -> kind + " " + name;
            case UNSEEN -> kind + " could not be looked for: " + name;
        };
    }

    boolean sameThing(Leftover other) {
        return kind.equals(other.kind) && name.equals(other.name);
    }
}
