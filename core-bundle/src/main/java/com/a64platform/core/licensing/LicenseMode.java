package com.a64platform.core.licensing;

import com.a64platform.core.platform.PlatformSettings;
import java.util.regex.Pattern;

/** How licenses are decided: {@code LICENSE_MODE}. */
public enum LicenseMode {
    /** The spelling of an activation code is enough; signed licenses count as well. Development mode only. */
    FORMAT,
    /** Only signed licenses count. */
    OFFLINE,
    /** Only signed licenses count, and each needs a lease of its license server, whatever it says itself. */
    ONLINE;

    private static final int LONGEST_CODE = 200;
    private static final Pattern CODE = Pattern.compile(
            "[A-Za-z0-9]{3,}(-[A-Za-z0-9]{3,}){2,}" // XXX-YYY-ZZZ
                    + "|[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
                    + "|[A-Za-z0-9]{20,}");

    /** @throws IllegalStateException when the mode cannot be had; the message says which to set */
    public static LicenseMode of(PlatformSettings settings) {
        switch (settings.licenseMode()) {
            case "offline":
                return OFFLINE;
            case "format":
                if (settings.production()) {
                    throw new IllegalStateException(
                            "LICENSE_MODE=format is for development only: set LICENSE_MODE=offline.");
                }
                return FORMAT;
            case "online":
                return ONLINE;
            default:
                throw new IllegalStateException("LICENSE_MODE is unknown: set LICENSE_MODE=offline.");
        }
    }

    /** Whether something typed is spelled like an activation code. */
    public static boolean isCode(String typed) {
        return typed.length() <= LONGEST_CODE && CODE.matcher(typed).matches();
    }

    /** Whether the spelling of what somebody typed is enough. */
    boolean takes(String typed) {
        return this == FORMAT && isCode(typed);
    }
}
