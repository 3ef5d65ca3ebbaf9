package com.a64platform.core.modules;

/** The state of an installation, as desired and as observed on a node. */
public enum InstallationState {
    REGISTERED,
    INSTALLING,
    ENABLED,
    DISABLED,
    UPDATING,
    REMOVING,
    ERROR,
    QUARANTINED
}
