package com.a64platform.core.identity;

import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Users in memory. */
public final class InMemoryUserRepository implements UserRepository {
    private final Map<String, User> users = new ConcurrentHashMap<>();

    @Override
    public synchronized void add(User user) {
        if (findByEmail(user.email()).isPresent()) {
            throw new ProblemException(ErrorCode.CONFLICT, "taken");
        }
        users.put(user.id(), user);
    }

    @Override
    public synchronized User update(User user) {
        var old = users.get(user.id());
        if (old == null || old.revision() != user.revision()) {
            throw new ProblemException(ErrorCode.CONFLICT, "changed");
        }
        var next = new User(
                user.id(),
                user.email(),
                user.passwordHash(),
                user.memberships(),
                user.active(),
                user.createdAt(),
                user.updatedAt(),
                user.revision() + 1);
        users.put(user.id(), next);
        return next;
    }

    @Override
    public Optional<User> find(String id) {
        return Optional.ofNullable(users.get(id));
    }

    @Override
    public Optional<User> findByEmail(String email) {
        return users.values().stream()
                .filter(user -> user.email().equals(email))
                .findFirst();
    }

    @Override
    public List<User> find(Filter filter, int skip, int limit) {
        return matching(filter).skip(skip).limit(limit).toList();
    }

    @Override
    public long count(Filter filter) {
        return matching(filter).count();
    }

    private Stream<User> matching(Filter filter) {
        return users.values().stream().filter(filter::matches).sorted(Comparator.comparing(User::email));
    }
}
