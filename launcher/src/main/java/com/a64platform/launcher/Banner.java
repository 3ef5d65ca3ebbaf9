package com.a64platform.launcher;

/** What the person at the terminal is told; never part of the log. */
final class Banner {
    private Banner() {}

    static void print(Settings settings) {
        if (settings.development()) {
            System.out.println("""
                    ------------------------------------------------------------------------------
                    DEVELOPMENT MODE: unsigned files in the watched folder are admitted and run,
                    this home's development keys are trusted, a made-up license is accepted when
                    LICENSE_MODE=format. Only this machine can connect. Never use it for real data.
                    ------------------------------------------------------------------------------""");
        }
        System.out.println("API          " + settings.url() + "/api/v1");
        System.out.println("Web console  " + settings.url() + "/system/console");
        System.out.println("Drop folder  " + settings.deploy());
    }
}
