package com.a64platform.core.modules;

import java.util.List;
import java.util.Optional;

/**
 * Keeps installations. Thread-safe; every write is durable on return. A write of an operation's step carries the step's
 * fencing token: it is refused once a later operation on the installation, or another node's run of the same one, has
 * written.
 */
public interface InstallationRepository {
    /** @throws com.a64platform.core.problem.ProblemException MODULE_ALREADY_INSTALLED when tenant and module have one */
    void add(Installation installation);

    /**
     * Adds one for an operation. Its id is that of the operation, so that one that was removed is not added again by a run
     * that comes late.
     *
     * @throws com.a64platform.core.problem.ProblemException MODULE_ALREADY_INSTALLED as {@link #add(Installation)}, also
     *     when one of this id was there and has been removed
     */
    void add(Installation installation, long fence);

    /**
     * Writes an installation if its document still is at {@code installation.revision()}, and returns it at the next.
     *
     * @throws com.a64platform.core.problem.ProblemException CONFLICT when somebody else wrote it in between or it is gone
     */
    Installation update(Installation installation);

    /**
     * As {@link #update(Installation)}, for an operation.
     *
     * @throws com.a64platform.core.problem.ProblemException CONFLICT also when a larger fence has written it
     */
    Installation update(Installation installation, long fence);

    /** Removes it whatever its revision; nothing happens when it is gone. */
    void remove(String id);

    /**
     * Removes it for an operation, and keeps in mind that it was there, also when it never was.
     *
     * @throws com.a64platform.core.problem.ProblemException CONFLICT when a larger fence has written it
     */
    void remove(String id, long fence);

    Optional<Installation> find(String id);

    Optional<Installation> find(String tenantId, String moduleName);

    /** Those of a module, by tenant. */
    List<Installation> ofModule(String moduleName);

    /**
     * What is another whenever an installation was added, written or removed, by whatever node: one short answer of the
     * store, so that nobody has to read them all to see that nothing has changed.
     */
    String mark();

    /** By module and tenant, all of them. */
    List<Installation> all();
}
