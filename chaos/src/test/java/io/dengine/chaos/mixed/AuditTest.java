package io.dengine.chaos.mixed;

import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.api.Client;
import io.dengine.api.WatchRequest;
import io.dengine.chaos.mixed.Tape.Change;
import io.dengine.client.ClientSettings;
import io.dengine.embedded.EmbeddedEngine;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two clients run some hundred operations on one engine; then a fault is inserted, and the audit must report it. */
@Timeout(120)
class AuditTest {
    private static final int STEPS = 200;
    private static final Duration READY = Duration.ofSeconds(20);

    @TempDir
    Path directory = Path.of("");

    private final List<MixedClient> clients = new ArrayList<>();
    private final Tape reference = new Tape();
    private EmbeddedEngine engine;
    private Client outsider;

    @BeforeEach
    void live() {
        engine = EmbeddedEngine.start(directory);
        engine.awaitReady(READY);
        outsider = engine.client();
        MixedClient.fillAccounts(outsider);
        outsider.watch(WatchRequest.prefix("op/"), reference);
        AtomicLongArray counters = new AtomicLongArray(MixedClient.COUNTERS);
        for (int number = 0; number < 2; number++) {
            MixedClient client = new MixedClient(
                    number,
                    engine.client(ClientSettings.STANDARD),
                    MixedClient.prefix(number),
                    0,
                    1 + number,
                    counters);
            clients.add(client);
            for (int step = 0; step < STEPS; step++) {
                client.step();
            }
        }
    }

    @AfterEach
    void end() {
        clients.forEach(MixedClient::close);
        engine.close();
    }

    private Ledger ledger() {
        return clients.get(0).ledger();
    }

    /** The key of an entry that was created and not deleted. */
    private int present() {
        List<Integer> deleted =
                ledger().deleted().stream().map(Ledger.Entry::key).toList();
        return ledger().created().stream()
                .map(Ledger.Entry::key)
                .filter(key -> !deleted.contains(key))
                .findFirst()
                .orElseThrow();
    }

    private Audit audit() {
        long last = outsider.put("op/last", "").revision();
        awaitSeen(reference, last);
        for (MixedClient client : clients) {
            awaitSeen(client.tape(), reference.lastRevisionBelow(MixedClient.prefix(client.number())));
        }
        return new Audit(clients, outsider, reference);
    }

    private static void awaitSeen(Tape tape, long revision) {
        while (tape.lastRevision() < revision) {
            Thread.onSpinWait();
        }
    }

    private Audit run() {
        Audit audit = audit();
        audit.run(reference.changes());
        return audit;
    }

    @Test
    void what_is_in_order_has_no_fault() {
        Audit audit = run();
        assertThat(audit.faults()).isEmpty();
        assertThat(audit.applied()).isGreaterThan(STEPS / 2);
        assertThat(audit.sum(Ledger::counted)).isPositive();
        assertThat(audit.sum(Ledger::moved)).isPositive();
        assertThat(audit.sum(Ledger::staleReads)).isZero();
        assertThat(audit.counterError()).isZero();
        assertThat(audit.accountError()).isZero();
        assertThat(audit.lostLeases()).isZero();
        assertThat(audit.toldLostLeases()).isZero();
    }

    @Test
    void an_acknowledged_change_that_nobody_saw_is_lost() {
        ledger().created(999_999, Ledger.Told.DONE, 5);
        assertThat(run().lost()).isPositive();
    }

    @Test
    void an_acknowledged_deletion_that_nobody_saw_is_lost() {
        ledger().deleted(present(), Ledger.Told.DONE, 5);
        assertThat(run().lost()).isPositive();
    }

    @Test
    void a_key_that_nobody_deleted_is_lost() {
        outsider.delete(MixedClient.key(0, present()));
        assertThat(run().lost()).isEqualTo(1);
    }

    @Test
    void what_was_done_once_more_is_noticed() {
        outsider.put(MixedClient.key(0, present()), "again");
        assertThat(run().twice()).isEqualTo(1);
    }

    @Test
    void what_was_refused_and_done_all_the_same_is_noticed() {
        outsider.put(MixedClient.key(0, 999_999), "refused");
        ledger().created(999_999, Ledger.Told.REFUSED, 0);
        assertThat(run().twice()).isEqualTo(1);
    }

    @Test
    void what_is_unknown_may_have_been_done_or_not() {
        outsider.put(MixedClient.key(0, 999_998), "done");
        ledger().created(999_998, Ledger.Told.UNKNOWN, 0);
        ledger().created(999_999, Ledger.Told.UNKNOWN, 0);
        Audit audit = run();
        assertThat(audit.faults()).isEmpty();
    }

    @Test
    void a_watch_that_missed_a_change_is_wrong() {
        Audit audit = audit();
        List<Change> more = new ArrayList<>(reference.changes());
        more.add(new Change(MixedClient.key(1, 999_999), false, 1_000_000));
        audit.run(more);
        assertThat(audit.wrongWatches()).isEqualTo(1);
    }

    @Test
    void counters_and_accounts_must_be_what_was_told() {
        outsider.put(MixedClient.counter(0), "123456");
        outsider.put(MixedClient.account(0), "0");
        Audit audit = run();
        assertThat(audit.counterError()).isPositive();
        assertThat(audit.accountError()).isPositive();
    }

    @Test
    void a_lease_that_is_gone_without_a_word_is_noticed() {
        outsider.delete(clients.get(1).leaseKey());
        assertThat(run().lostLeases()).isEqualTo(1);
    }
}
