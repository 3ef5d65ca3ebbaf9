package com.a64platform.core.store;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Indexes.ascending;

import com.a64platform.core.identity.User;
import com.a64platform.core.identity.User.Membership;
import com.a64platform.core.identity.UserRepository;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.ReturnDocument;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Users, one document each; the user id is the document's key, the e-mail address is unique. */
@Component(service = UserRepository.class)
public final class MongoUserRepository implements UserRepository {
    private static final String REVISION = "revision";
    private static final String EMAIL = "email";

    private final MongoCollection<Document> users;

    @Activate
    public MongoUserRepository(@Reference Store store) {
        users = store.collection("users", new IndexModel(ascending(EMAIL), new IndexOptions().unique(true)));
    }

    @Override
    public void add(User user) {
        var document = members(user).append("_id", user.id()).append(REVISION, user.revision());
        StoreCall.run(
                () -> users.insertOne(document),
                () -> new ProblemException(
                        ErrorCode.CONFLICT, "There is a user of this e-mail address; add that one to the tenant."));
    }

    /** Sets the members it knows and no other, so that what a newer version wrote survives. */
    @Override
    public User update(User user) {
        var unchanged = and(eq("_id", user.id()), eq(REVISION, user.revision()));
        var change = new Document("$set", members(user)).append("$inc", new Document(REVISION, 1L));
        var options = new FindOneAndUpdateOptions().returnDocument(ReturnDocument.AFTER);
        return StoreCall.run(() -> Optional.ofNullable(users.findOneAndUpdate(unchanged, change, options)))
                .map(MongoUserRepository::user)
                .orElseThrow(() -> new ProblemException(
                        ErrorCode.CONFLICT, "The user was changed by somebody else; read it again."));
    }

    @Override
    public Optional<User> find(String id) {
        return first(eq(id));
    }

    @Override
    public Optional<User> findByEmail(String email) {
        return first(eq(EMAIL, email));
    }

    @Override
    public List<User> find(Filter filter, int skip, int limit) {
        return StoreCall.run(() -> users.find(query(filter))
                .sort(ascending(EMAIL))
                .skip(skip)
                .limit(limit)
                .map(MongoUserRepository::user)
                .into(new ArrayList<>()));
    }

    @Override
    public long count(Filter filter) {
        return StoreCall.run(() -> users.countDocuments(query(filter)));
    }

    private Optional<User> first(Bson filter) {
        return StoreCall.run(() -> Optional.ofNullable(users.find(filter).first()))
                .map(MongoUserRepository::user);
    }

    private static Bson query(Filter filter) {
        List<Bson> conditions = new ArrayList<>();
        filter.tenantId().ifPresent(id -> conditions.add(eq("memberships.tenantId", id)));
        filter.role().ifPresent(role -> conditions.add(eq("memberships.role", role)));
        filter.active().ifPresent(active -> conditions.add(eq("active", active)));
        return conditions.isEmpty() ? new Document() : and(conditions);
    }

    private static Document members(User user) {
        var memberships = user.memberships().stream()
                .map(membership -> new Document("tenantId", membership.tenantId())
                        .append("role", membership.role())
                        .append(
                                "permissions",
                                membership.permissions().stream().sorted().toList()))
                .toList();
        return new Document(EMAIL, user.email())
                .append("passwordHash", user.passwordHash())
                .append("memberships", memberships)
                .append("active", user.active())
                .append("createdAt", Date.from(user.createdAt()))
                .append("updatedAt", Date.from(user.updatedAt()));
    }

    private static User user(Document document) {
        var memberships = document.getList("memberships", Document.class).stream()
                .map(member -> new Membership(
                        member.getString("tenantId"),
                        member.getString("role"),
                        new HashSet<>(member.getList("permissions", String.class))))
                .toList();
        return new User(
                document.getString("_id"),
                document.getString(EMAIL),
                document.getString("passwordHash"),
                memberships,
                document.getBoolean("active"),
                document.getDate("createdAt").toInstant(),
                document.getDate("updatedAt").toInstant(),
                document.getLong(REVISION));
    }
}
