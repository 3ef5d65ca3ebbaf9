package com.a64platform.core.reasons;

import java.util.List;

/** Looks for one kind of cause. Thread-safe; changes nothing. */
public interface Check {
    /** What it found, the most immediate first; empty when there is nothing of its kind. */
    List<Cause> look(Case module);
}
