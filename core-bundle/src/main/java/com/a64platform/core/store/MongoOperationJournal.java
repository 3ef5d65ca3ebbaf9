package com.a64platform.core.store;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.exists;
import static com.mongodb.client.model.Filters.gte;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Filters.ne;
import static com.mongodb.client.model.Filters.nin;
import static com.mongodb.client.model.Indexes.ascending;
import static com.mongodb.client.model.Indexes.compoundIndex;
import static com.mongodb.client.model.Indexes.descending;
import static com.mongodb.client.model.Projections.include;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.inc;
import static com.mongodb.client.model.Updates.set;

import com.a64platform.core.engine.OperationJournal;
import com.a64platform.core.operations.Operation;
import com.a64platform.core.operations.OperationState;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.store.operations.OperationDocuments;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.ReturnDocument;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Operations, one document each, and one claim document for each subject that ever had one: its unique id is what keeps two
 * operations on one subject apart, and it counts their fences.
 */
@Component(service = OperationJournal.class)
public final class MongoOperationJournal implements OperationJournal {
    private static final String OWNER = "owner";
    private static final String EPOCH = "epoch";
    private static final String BEAT = "beat";
    private static final String CANCELLED = "cancelled";
    private static final List<String> OPEN = List.of(OperationState.RUNNING.name(), OperationState.UNDOING.name());

    private static final Bson NEWEST_FIRST = descending("createdAt", "_id");
    private static final String OPERATION = "operation";
    private static final String FENCE = "fence";

    private final Store store;
    private final MongoCollection<Document> operations;
    private final MongoCollection<Document> claims;

    @Activate
    public MongoOperationJournal(@Reference Store store) {
        this.store = store;
        operations = store.collection(
                "operations",
                new IndexModel(ascending("state")),
                new IndexModel(NEWEST_FIRST),
                new IndexModel(compoundIndex(ascending("tenantId"), NEWEST_FIRST)),
                new IndexModel(compoundIndex(ascending("subject"), NEWEST_FIRST)));
        claims = store.collection("operation_claims");
    }

    @Override
    public boolean stopped() {
        return store.stopped();
    }

    @Override
    public Lease begin(Operation operation, String owner) {
        long fence = claim(operation, owner);
        var lease = new Lease(owner, fence, 0);
        try {
            StoreCall.run(() -> operations.insertOne(OperationDocuments.members(operation)
                    .append("_id", operation.id())
                    .append("createdAt", Date.from(operation.createdAt()))
                    .append(OWNER, owner)
                    .append(EPOCH, fence)
                    .append(BEAT, 0L)));
        } catch (ProblemException failed) {
            if (failed.code() != ErrorCode.STORE_UNAVAILABLE) {
                release(operation);
            }
            throw failed;
        }
        return lease;
    }

    @Override
    public boolean write(Operation operation, Lease lease) {
        return compareAndSet(operation.id(), lease, OperationDocuments.members(operation));
    }

    @Override
    public boolean beat(String id, Lease lease) {
        return compareAndSet(id, lease, new Document());
    }

    @Override
    public boolean end(Operation operation, Lease lease) {
        if (!write(operation, lease)) {
            return false;
        }
        release(operation);
        return true;
    }

    @Override
    public Optional<Lease> lease(String id) {
        return StoreCall.run(() -> Optional.ofNullable(operations
                        .find(eq("_id", id))
                        .projection(include(OWNER, EPOCH, BEAT))
                        .first()))
                .map(MongoOperationJournal::lease);
    }

    /**
     * The subject first, so that the new epoch is larger than any before; a crash in between leaves nothing but a number. An
     * operation may end while it is taken: its holder has given the subject free by then and will not do so again.
     */
    @Override
    public Optional<Lease> take(Held held, String owner) {
        var operation = held.operation();
        if (heldByAnother(operation)) {
            return Optional.empty();
        }
        var taken = new Lease(owner, claim(operation, owner), 0);
        var members = new Document(OWNER, owner).append(EPOCH, taken.epoch()).append(BEAT, taken.beat());
        if (compareAndSet(operation.id(), held.lease(), members)) {
            return Optional.of(taken);
        }
        if (!open(operation.id())) {
            free(new Claim(operation.subject(), operation.id(), owner, taken.epoch()));
        }
        return Optional.empty();
    }

    @Override
    public List<Claimed> claimed() {
        var held = StoreCall.run(() -> claims.find(ne(OPERATION, null))
                .map(MongoOperationJournal::claim)
                .into(new ArrayList<>()));
        var open = held.isEmpty() ? Map.<String, Held>of() : open(held);
        return held.stream()
                .map(claim -> new Claimed(claim, Optional.ofNullable(open.get(claim.operation()))))
                .toList();
    }

    private Map<String, Held> open(List<Claim> held) {
        var ids = held.stream().map(Claim::operation).toList();
        return unfinished(and(in("_id", ids), in("state", OPEN))).stream()
                .collect(Collectors.toMap(found -> found.operation().id(), found -> found));
    }

    @Override
    public void reclaim(Held open) {
        if (!heldByAnother(open.operation())) {
            claim(open.operation(), open.lease().owner());
        }
    }

    @Override
    public void free(Claim claim) {
        release(and(eq("_id", claim.subject()), eq(OPERATION, claim.operation()), eq(FENCE, claim.fence())));
    }

    @Override
    public boolean amend(Operation known, Operation amended) {
        var unchanged = and(
                eq("_id", known.id()),
                eq("state", known.state().name()),
                eq("updatedAt", Date.from(known.updatedAt())));
        return StoreCall.run(() -> operations.updateOne(
                                unchanged, new Document("$set", OperationDocuments.members(amended))))
                        .getMatchedCount()
                == 1;
    }

    @Override
    public Optional<Operation> find(String id) {
        return StoreCall.run(
                        () -> Optional.ofNullable(operations.find(eq("_id", id)).first()))
                .map(OperationDocuments::operation);
    }

    @Override
    public List<Held> unfinished() {
        return unfinished(in("state", OPEN));
    }

    private List<Held> unfinished(Bson which) {
        return StoreCall.run(() -> operations
                .find(which)
                .sort(ascending("createdAt"))
                .map(document -> new Held(
                        OperationDocuments.operation(document),
                        lease(document),
                        Boolean.TRUE.equals(document.getBoolean(CANCELLED))))
                .into(new ArrayList<>()));
    }

    @Override
    public boolean cancel(String id) {
        var running = and(eq("_id", id), eq("state", OperationState.RUNNING.name()));
        return StoreCall.run(() -> operations.updateOne(running, set(CANCELLED, true)))
                        .getMatchedCount()
                == 1;
    }

    @Override
    public List<Operation> find(Operation.Filter filter, int skip, int limit) {
        return StoreCall.run(() -> operations
                .find(query(filter))
                .sort(NEWEST_FIRST)
                .skip(skip)
                .limit(limit)
                .map(OperationDocuments::operation)
                .into(new ArrayList<>()));
    }

    @Override
    public long count(Operation.Filter filter) {
        return StoreCall.run(() -> operations.countDocuments(query(filter)));
    }

    @Override
    public long prune(Instant before, int newest) {
        var oldestKept = StoreCall.run(() -> Optional.ofNullable(
                operations.find().sort(NEWEST_FIRST).skip(newest - 1).limit(1).first()));
        return oldestKept
                .map(kept -> kept.getDate("createdAt").toInstant())
                .map(kept -> kept.isBefore(before) ? kept : before)
                .map(limit -> and(lt("createdAt", Date.from(limit)), nin("state", OPEN)))
                .map(old -> StoreCall.run(() -> operations.deleteMany(old)).getDeletedCount())
                .orElse(0L);
    }

    private static Bson query(Operation.Filter filter) {
        List<Bson> conditions = new ArrayList<>();
        filter.kind().ifPresent(kind -> conditions.add(eq("kind", kind)));
        filter.subject().ifPresent(subject -> conditions.add(eq("subject", subject)));
        filter.state().ifPresent(state -> conditions.add(eq("state", state.name())));
        filter.tenantId().ifPresent(tenant -> conditions.add(eq("tenantId", tenant)));
        filter.startedBy().ifPresent(user -> conditions.add(eq("startedBy", user)));
        filter.from().ifPresent(start -> conditions.add(gte("createdAt", Date.from(start))));
        filter.to().ifPresent(end -> conditions.add(lt("createdAt", Date.from(end))));
        return conditions.isEmpty() ? new Document() : and(conditions);
    }

    /**
     * Claims a subject that is free, that the operation holds already, or whose holder has ended: who sees that begins the
     * next at once, and the one that has ended may not have given it free by then.
     *
     * @return the fence
     * @throws ProblemException OPERATION_IN_PROGRESS when another operation holds the subject
     */
    private long claim(Operation operation, String owner) {
        try {
            return claimFree(operation, owner);
        } catch (ProblemException busy) {
            if (busy.code() != ErrorCode.OPERATION_IN_PROGRESS || !freeOfEnded(operation.subject())) {
                throw busy;
            }
            return claimFree(operation, owner);
        }
    }

    private boolean freeOfEnded(String subject) {
        var held = held(subject);
        var ended = held.filter(claim -> ended(claim.operation()));
        ended.ifPresent(this::free);
        return held.isEmpty() || ended.isPresent();
    }

    private long claimFree(Operation operation, String owner) {
        var open = and(eq("_id", operation.subject()), in(OPERATION, null, operation.id()));
        var change = combine(set(OPERATION, operation.id()), set(OWNER, owner), inc(FENCE, 1L));
        var after = new FindOneAndUpdateOptions().upsert(true).returnDocument(ReturnDocument.AFTER);
        return StoreCall.run(() -> claims.findOneAndUpdate(open, change, after), () -> busy(operation.subject()))
                .getLong(FENCE);
    }

    /** The compare-and-set that keeps late writes out, another node's as well as this one's own. */
    private boolean compareAndSet(String id, Lease lease, Document members) {
        var next = new Document(BEAT, lease.beat() + 1);
        next.putAll(members);
        return StoreCall.run(() -> operations.updateOne(and(eq("_id", id), is(lease)), new Document("$set", next)))
                        .getMatchedCount()
                == 1;
    }

    /** What a version of the platform wrote that had no leases is held by nobody. */
    private static Bson is(Lease lease) {
        return lease.owner().isEmpty() ? exists(EPOCH, false) : and(eq(EPOCH, lease.epoch()), eq(BEAT, lease.beat()));
    }

    private void release(Operation operation) {
        release(and(eq("_id", operation.subject()), eq(OPERATION, operation.id())));
    }

    /** The document stays: the fence of the next claim has to be larger. */
    private void release(Bson claim) {
        StoreCall.run(() -> claims.updateOne(claim, set(OPERATION, null)));
    }

    private boolean open(String id) {
        return find(id).filter(operation -> !operation.state().ended()).isPresent();
    }

    private boolean ended(String id) {
        return find(id).filter(operation -> operation.state().ended()).isPresent();
    }

    private boolean heldByAnother(Operation operation) {
        return held(operation.subject())
                .filter(claim -> !claim.operation().equals(operation.id()))
                .isPresent();
    }

    private Optional<Claim> held(String subject) {
        var held = and(eq("_id", subject), ne(OPERATION, null));
        return StoreCall.run(() -> Optional.ofNullable(claims.find(held).first()))
                .map(MongoOperationJournal::claim);
    }

    private ProblemException busy(String subject) {
        return new ProblemException(
                ErrorCode.OPERATION_IN_PROGRESS,
                "Operation " + held(subject).map(Claim::operation).orElse("(just ended)") + " is working on module "
                        + subject + "; wait until it has ended.");
    }

    private static Lease lease(Document document) {
        return document.containsKey(EPOCH)
                ? new Lease(document.getString(OWNER), document.getLong(EPOCH), document.getLong(BEAT))
                : new Lease("", 0, 0);
    }

    private static Claim claim(Document document) {
        return new Claim(
                document.getString("_id"),
                document.getString(OPERATION),
                Optional.ofNullable(document.getString(OWNER)).orElse(""),
                Optional.ofNullable(document.getLong(FENCE)).orElse(0L));
    }
}
