package io.dengine.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dengine.api.Client;
import io.dengine.api.EngineException;
import io.dengine.api.Lease;
import io.dengine.api.PutOptions;
import io.dengine.api.Watch;
import io.dengine.api.WatchBatch;
import io.dengine.api.WatchEvent;
import io.dengine.api.WatchRequest;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The contract of key leases and times to live in every {@link Client}; complements {@link ClientContract}. */
@Timeout(60)
public abstract class LeaseContract {
    private static final long LIMIT_SECS = 20;
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final Duration LONG = Duration.ofMinutes(5);

    /** Returns a client of a cluster that serves. The implementation closes it. */
    protected abstract Client client();

    private static WatchEvent next(Watch watch) throws InterruptedException {
        WatchBatch batch = watch.take();
        assertEquals(1, batch.events().size());
        return batch.events().get(0);
    }

    @Test
    public void a_key_vanishes_when_its_time_is_over_and_watchers_see_that() throws InterruptedException {
        Client client = client();
        try (Watch watch = client.watch(WatchRequest.key("ttl/key").withPreviousValues())) {
            client.putWithTtl("ttl/key", "value", SHORT);
            assertFalse(next(watch).isDeletion());
            WatchEvent gone = next(watch);
            assertTrue(gone.isDeletion());
            KeyText.assertValue("value", gone.previous());
        }
        assertTrue(client.get("ttl/key").isEmpty());
    }

    @Test
    public void a_plain_put_ends_the_time_to_live() throws InterruptedException {
        Client client = client();
        try (Watch watch = client.watch(WatchRequest.prefix("plain/"))) {
            client.putWithTtl("plain/stays", "short-lived", SHORT);
            client.put("plain/stays", "for good");
            client.putWithTtl("plain/goes", "short-lived", SHORT.multipliedBy(2));
            WatchEvent event = next(watch);
            while (!event.isDeletion() || !event.current().keyText().equals("plain/goes")) {
                event = next(watch); // on a slow machine the first may have expired before the second was written
            }
        }
        assertTrue(client.get("plain/goes").isEmpty());
        assertTrue(client.get("plain/stays").isPresent());
    }

    @Test
    public void all_keys_of_a_lease_vanish_at_once() throws InterruptedException {
        Client client = client();
        Lease lease = client.grantLease(SHORT);
        try (Watch watch = client.watch(WatchRequest.prefix("lease/"))) {
            client.put("lease/a", "1", PutOptions.lease(lease));
            client.put("lease/b", "1", PutOptions.lease(lease));
            assertFalse(next(watch).isDeletion());
            assertFalse(next(watch).isDeletion());
            WatchBatch end = watch.take();
            assertEquals(2, end.events().size());
            assertTrue(end.events().stream().allMatch(WatchEvent::isDeletion));
        }
    }

    @Test
    public void a_lease_that_is_kept_alive_outlives_its_ttl_and_ends_when_it_is_revoked() throws Exception {
        Client client = client();
        Lease lease = client.grantLease(SHORT).keepAlive();
        client.put("alive/key", "value", PutOptions.lease(lease));
        try (Watch watch = client.watch(WatchRequest.prefix("alive-timer/"))) {
            client.putWithTtl("alive-timer/key", "rings after three times that", SHORT.multipliedBy(3));
            assertFalse(next(watch).isDeletion());
            assertTrue(next(watch).isDeletion());
        }
        assertTrue(client.get("alive/key").isPresent());
        assertFalse(lease.lost().isDone());
        lease.revoke().get(LIMIT_SECS, TimeUnit.SECONDS);
        assertTrue(client.get("alive/key").isEmpty());
    }

    @Test
    public void a_lease_can_be_renewed_and_tells_what_remains() throws Exception {
        Client client = client();
        Lease lease = client.grantLease(LONG);
        lease.renew().get(LIMIT_SECS, TimeUnit.SECONDS);
        Duration remaining = lease.remaining().get(LIMIT_SECS, TimeUnit.SECONDS);
        assertTrue(remaining.compareTo(LONG) <= 0 && remaining.compareTo(LONG.dividedBy(2)) > 0, remaining.toString());
        Duration seenByOthers = client.lease(lease.id()).remaining().get(LIMIT_SECS, TimeUnit.SECONDS);
        assertTrue(seenByOthers.compareTo(LONG.dividedBy(2)) > 0);
        lease.revoke().get(LIMIT_SECS, TimeUnit.SECONDS);
    }

    @Test
    public void who_holds_a_lease_is_told_when_somebody_else_ends_it() throws Exception {
        Client client = client();
        Lease lease = client.grantLease(SHORT.multipliedBy(3)).keepAlive();
        client.lease(lease.id()).revoke().get(LIMIT_SECS, TimeUnit.SECONDS);
        lease.lost().get(LIMIT_SECS, TimeUnit.SECONDS);
    }

    @Test
    public void nothing_is_put_under_a_lease_that_is_over() throws Exception {
        Client client = client();
        Lease lease = client.grantLease(LONG);
        lease.revoke().get(LIMIT_SECS, TimeUnit.SECONDS);
        assertThrows(
                EngineException.LeaseNotFound.class, () -> client.put("over/key", "value", PutOptions.lease(lease)));
        assertTrue(client.get("over/key").isEmpty());
        assertThrows(CompletionException.class, () -> lease.renew().join());
    }
}
