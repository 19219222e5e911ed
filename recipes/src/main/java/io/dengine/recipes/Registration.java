package io.dengine.recipes;

import io.dengine.api.Client;
import io.dengine.api.Compare;
import io.dengine.api.EngineException;
import io.dengine.api.KeyRange;
import io.dengine.api.KeyValue;
import io.dengine.api.Operation;
import io.dengine.api.RangeQuery;
import io.dengine.api.Rows;
import io.dengine.api.Transaction;
import io.dengine.api.TransactionResult;
import io.dengine.bytes.Bytes;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The registration of an instance that offers a service, see {@link ServiceRegistry#register}. Closing it deregisters
 * the instance. Thread-safe.
 *
 * <p>If the lease is lost, or another client removes the key, the instance is registered again. If another process
 * registers the same id, this registration ends: it was replaced.
 *
 * <p>A request to register whose answer was lost may be applied later, as long as the lease lives, which other users of
 * the session keep alive. So if there was doubt, deregistering writes a mark under the lease that forbids it.
 */
public final class Registration implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Registration.class.getName());

    private final Session session;
    private final Client client;
    private final Bytes key;
    private final String marks;
    private final ServiceInstance instance;
    private final Health health;
    private final Thread thread;
    private final BlockingQueue<Boolean> signals = new ArrayBlockingQueue<>(1);
    private final CompletableFuture<Void> registered = new CompletableFuture<>();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final Runnable mourner = this::lookAgain;
    private volatile boolean closing;
    private volatile boolean isThere;
    private volatile boolean mustLook = true;
    private volatile Session.@Nullable Stay stay;

    // ---- used by the thread only
    private final Set<Long> ownLeases = new HashSet<>();
    /** Forbids the requests to register that were sent during the present stay. */
    private Bytes mark = Bytes.EMPTY;

    private boolean inDoubt;
    private @Nullable Alarm alarm;

    /** The health check, and the interval between two calls. */
    record Health(HealthCheck check, Duration interval) {}

    /** @param marks the prefix of separate keys that are used in case of doubt */
    Registration(Session session, Bytes key, String marks, ServiceInstance instance, Health health) {
        this.session = session;
        this.client = session.client().blocking();
        this.key = key;
        this.marks = marks;
        this.instance = instance;
        this.health = health;
        this.thread = new Thread(this::run, "d-engine-registration " + instance.service() + "/" + instance.id());
        thread.setDaemon(true);
    }

    Registration start() {
        thread.start();
        return this;
    }

    /** Returns the instance. */
    public ServiceInstance instance() {
        return instance;
    }

    /** Returns true if the instance is registered, as far as this process knows. */
    public boolean isRegistered() {
        Session.Stay present = stay;
        return isThere && present != null && present.tenure().isAlive();
    }

    /** Completes when the instance is registered for the first time. Fails if the registration ends before. */
    public CompletableFuture<Void> registered() {
        return registered;
    }

    /** Completes when the registration has ended: it was closed or replaced, or its client or session was closed. */
    public CompletableFuture<Void> ended() {
        return ended;
    }

    /** Deregisters the instance and waits for that, at most the client's timeout. Does not throw. */
    @Override
    public void close() {
        closing = true;
        boolean unused = signals.offer(true);
        Waiting.briefly(ended, session.client().timeout());
    }

    private void lookAgain() {
        mustLook = true;
        boolean unused = signals.offer(true);
    }

    // ---- the thread

    private void run() {
        try {
            stayRegistered();
            depart();
        } catch (InterruptedException | EngineException.Closed e) {
            LOG.log(Level.DEBUG, "The registration of {0} ends: {1}", instance, e.getMessage());
        } finally {
            isThere = false;
            silence();
            leave(); // so that the lease is not renewed for a key that nobody looks after
            registered.completeExceptionally(
                    new EngineException.Closed("The registration ended before the instance was registered."));
            ended.completeAsync(() -> null);
        }
    }

    private void stayRegistered() throws InterruptedException {
        int failures = 0;
        while (!closing) {
            try {
                boolean settled = isHealthy() ? appear() : disappear();
                failures = 0;
                if (settled && !closing) {
                    rest(Waiting.nanos(health.interval()));
                }
            } catch (EngineException.Closed e) {
                throw e;
            } catch (EngineException e) {
                LOG.log(Level.INFO, "{0} is not registered: {1} Trying again.", instance, e.getMessage());
                mustLook = true;
                failures++;
                rest(Timer.pauseNanos(failures));
            }
        }
    }

    private void rest(long nanos) throws InterruptedException {
        var unused = signals.poll(nanos, TimeUnit.NANOSECONDS);
    }

    private boolean isHealthy() {
        try {
            return health.check().isHealthy();
        } catch (Exception | Error e) {
            LOG.log(Level.WARNING, "The health check of " + instance + " failed, which counts as unhealthy", e);
            return false;
        } finally {
            // An interrupt that the check leaves behind must not affect the code after it.
            boolean unused = Thread.interrupted();
        }
    }

    /** Makes sure that the key exists. Returns true if nothing is left to do for now. */
    private boolean appear() throws InterruptedException {
        Session.Stay present = stay;
        if (!mustLook && present != null && present.tenure().isAlive()) {
            return true;
        }
        mustLook = false;
        present = livingStay(present);
        long leaseId = present.tenure().leaseId();
        Rows rows = client.range(RangeQuery.of(KeyRange.single(key)));
        KeyValue row = rows.rows().isEmpty() ? null : rows.rows().get(0);
        if (row != null && row.leaseId() == leaseId && row.value().equals(instance.encode())) {
            appeared(rows.revision());
            return true;
        }
        if (row != null && registered.isDone() && !ownLeases.contains(row.leaseId())) {
            LOG.log(Level.WARNING, "{0} was replaced by another process with the same id.", instance);
            closing = true;
            return true;
        }
        ownLeases.add(leaseId);
        TransactionResult result = replace(row, leaseId);
        if (result.succeeded()) {
            appeared(result.revision());
        } else {
            mustLook = true;
        }
        return result.succeeded();
    }

    private TransactionResult replace(@Nullable KeyValue row, long leaseId) {
        long seen = row == null ? 0 : row.modRevision();
        try {
            return client.transact(Transaction.when(
                            Compare.number(key, Compare.Target.MOD_REVISION, Compare.Operator.EQUAL, seen),
                            Compare.absent(mark))
                    .then(new Operation.Put(key, instance.encode(), 0, leaseId)));
        } catch (EngineException e) {
            inDoubt |= Failures.leavesDoubt(e);
            throw e;
        }
    }

    private void appeared(long revision) {
        isThere = true;
        silence();
        alarm = Alarm.set(session.client(), Change.ofOwn(key, revision), failure -> lookAgain());
        if (!registered.isDone()) {
            registered.completeAsync(() -> null);
        }
    }

    private void silence() {
        Alarm last = alarm;
        if (last != null) {
            last.cancel();
        }
        alarm = null;
    }

    private Session.Stay livingStay(Session.@Nullable Stay present) throws InterruptedException {
        if (present != null && present.tenure().isAlive()) {
            return present;
        }
        isThere = false;
        leave();
        Session.Stay next = Waiting.on(session.enter());
        stay = next;
        mark = Bytes.utf8(marks + next.tenure().nextName());
        inDoubt = false;
        next.tenure().onLoss(mourner);
        return next;
    }

    private void leave() {
        Session.Stay last = stay;
        stay = null;
        if (last != null) {
            last.tenure().forget(mourner);
            last.leave();
        }
    }

    /** Makes sure that the key does not exist. Returns true if nothing is left to do for now. */
    private boolean disappear() {
        silence();
        Session.Stay present = stay;
        if (present != null) {
            remove(present);
            leave();
        }
        mustLook = true;
        return true;
    }

    private void remove(Session.Stay present) {
        long leaseId = present.tenure().leaseId();
        Compare mine = Compare.number(key, Compare.Target.LEASE, Compare.Operator.EQUAL, leaseId);
        Operation[] forbidding =
                inDoubt ? new Operation[] {new Operation.Put(mark, Bytes.EMPTY, 0, leaseId)} : new Operation[0];
        TransactionResult unused = client.transact(Transaction.when(mine)
                .then(new Operation.Delete(key))
                .then(forbidding)
                .otherwise(forbidding));
        isThere = false;
    }

    /** Retries until the key is removed or has expired with the lease. */
    private void depart() throws InterruptedException {
        for (int failures = 1; stay != null; failures++) {
            try {
                var unused = disappear();
            } catch (EngineException.Closed e) {
                throw e;
            } catch (EngineException e) {
                Session.Stay present = stay;
                if (present == null || !present.tenure().isAlive()) {
                    leave();
                } else {
                    TimeUnit.NANOSECONDS.sleep(Timer.pauseNanos(failures));
                }
            }
        }
    }
}
