package com.a64platform.core.operations;

import java.time.Duration;
import java.util.List;

/** How operations of one kind run. The start defines one for each kind. */
public interface OperationDefinition {
    /** Such as {@code install}. */
    String kind();

    /** The steps in order; the same names in the same order for as long as a journal may hold one. */
    List<Step> steps();

    /** How long the whole of it may take. */
    Duration limit();
}
