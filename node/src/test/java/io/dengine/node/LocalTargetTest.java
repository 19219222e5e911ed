package io.dengine.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.dengine.api.KeyRange;
import io.dengine.api.KeyValue;
import io.dengine.api.MemberView;
import io.dengine.api.RangeQuery;
import io.dengine.api.ReadLevel;
import io.dengine.api.ReadOptions;
import io.dengine.api.Rows;
import io.dengine.api.WatchRequest;
import io.dengine.bytes.Bytes;
import io.dengine.call.Answer;
import io.dengine.call.Call;
import io.dengine.call.Problem;
import io.dengine.call.RowList;
import io.dengine.call.WatchFeed;
import io.dengine.call.WatchItem;
import io.dengine.command.Command;
import io.dengine.command.Reply;
import io.dengine.kv.store.FutureRevisionException;
import io.dengine.kv.store.KvConfig;
import io.dengine.kv.store.Limits;
import io.dengine.kv.watch.WatchConfig;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LocalTargetTest {
    private static final Bytes KEY = Bytes.utf8("key");

    @TempDir
    Path directory;

    private OneNode one;
    private LocalTarget target;
    private final Semaphore wakeups = new Semaphore(0);

    @BeforeEach
    void open() throws IOException {
        one = new OneNode(directory, 5_000, new KvConfig(4, 1 << 20, 3_000, new WatchConfig(2, 100, 1 << 20)));
        target = new LocalTarget(one.node, Runnable::run);
        put("zero", "0"); // waits until the node leads
    }

    @AfterEach
    void close() {
        target.close();
        one.close();
    }

    private Answer ask(Call call) {
        return target.call(call).orTimeout(30, TimeUnit.SECONDS).join();
    }

    private Reply write(Command command) {
        return ((Answer.Wrote) ask(new Call.Write(command))).reply();
    }

    private long put(String key, String value) {
        return write(new Command.Put(Bytes.utf8(key), Bytes.utf8(value))).revision();
    }

    private static Call.ReadKeys read(ReadOptions options) {
        return new Call.ReadKeys(List.of(KEY), options);
    }

    private Rows rows(Call call) {
        return ((Answer.Found) ask(call)).rows();
    }

    private Answer.Failed failure(Call call) {
        return (Answer.Failed) ask(call);
    }

    private WatchItem next(WatchFeed feed) throws InterruptedException {
        WatchItem item = feed.poll();
        while (item == null) {
            assertThat(wakeups.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
            item = feed.poll();
        }
        return item;
    }

    private WatchFeed watch(WatchRequest request) {
        return target.watch(request, wakeups::release);
    }

    @Test
    void a_write_is_answered_with_the_reply_of_the_store() {
        Reply written = write(new Command.Put(KEY, Bytes.utf8("a")));
        assertThat(written.succeeded()).isTrue();
        assertThat(write(new Command.CompareAndSwap(KEY, Bytes.utf8("b"), Bytes.EMPTY)))
                .isEqualTo(new Reply.Written(written.revision(), false, 0));
    }

    @Test
    void eventual_reads_are_done_on_return() {
        put("key", "a");
        CompletableFuture<Answer> answer = target.call(read(ReadOptions.EVENTUAL));
        assertThat(answer).isDone();
        CompletableFuture<Answer> range = target.call(new Call.ReadRange(RangeQuery.prefix("k"), ReadOptions.EVENTUAL));
        assertThat(range).isDone();
        assertThat(((Answer.Found) range.join()).rows().rows()).hasSize(1);
    }

    @Test
    void an_eventual_read_claims_no_absence_before_the_log_that_the_node_held_at_its_start_is_applied()
            throws IOException {
        put("key", "a");
        target.close();
        one.close();
        one = new OneNode(directory, 5_000, new KvConfig(4, 1 << 20, 3_000, new WatchConfig(2, 100, 1 << 20)), false);
        target = new LocalTarget(one.node, Runnable::run);
        assertThat(one.node.node().hasReplayed()).isFalse();
        CompletableFuture<Answer> answer = target.call(read(ReadOptions.EVENTUAL));
        assertThat(answer).isNotDone();
        one.node.start();
        assertThat(((Answer.Found) answer.orTimeout(30, TimeUnit.SECONDS).join())
                        .rows()
                        .rows())
                .extracting(KeyValue::valueText)
                .containsExactly("a");
    }

    @Test
    void lease_reads_are_done_on_return_while_the_lease_is_held() {
        put("key", "a");
        ask(read(ReadOptions.LINEARIZABLE)); // renews the lease
        boolean held = one.node.node().leaseHeld();
        CompletableFuture<Answer> answer = target.call(read(ReadOptions.LEASE));
        assertThat(answer.isDone() || !held || !one.node.node().leaseHeld()).isTrue();
        assertThat(((Answer.Found) answer.join()).rows().rows()).hasSize(1);
    }

    @Test
    void a_linearizable_read_sees_what_was_written_before() {
        put("key", "a");
        Rows found = rows(read(ReadOptions.LINEARIZABLE));
        assertThat(found.rows()).extracting(KeyValue::valueText).containsExactly("a");
    }

    @Test
    void a_read_waits_for_the_revision_that_it_is_to_reflect() {
        long present = put("key", "a");
        CompletableFuture<Answer> answer = target.call(read(ReadOptions.EVENTUAL.notBefore(present + 1)));
        assertThat(answer).isNotDone();
        put("key", "b");
        Rows found = ((Answer.Found) answer.join()).rows();
        assertThat(found.rows()).extracting(KeyValue::valueText).containsExactly("b");
    }

    @Test
    void a_read_that_waits_in_vain_tells_so() {
        CompletableFuture<Answer> answer = target.call(read(ReadOptions.LEASE.notBefore(1_000)));
        target.close();
        assertThat(((Answer.Failed) answer.join()).problem()).isEqualTo(Problem.STOPPED);
        // Half of this is left for the answer of the leader, on a machine that may pause.
        long waitNanos = TimeUnit.SECONDS.toNanos(2);
        LocalRequests hasty = new LocalRequests(
                one.node.node(), one.node.store(), Limits.STANDARD, waitNanos, Runnable::run, new ReadCounts());
        assertThatThrownBy(() -> hasty.keys(List.of(KEY), ReadOptions.EVENTUAL.notBefore(1_000), new RowList())
                        .join())
                .hasRootCauseInstanceOf(FutureRevisionException.class)
                .hasMessageContaining("no node has written revision 1000 yet: the newest is 1");
    }

    @Test
    void a_revision_that_is_forgotten_or_not_reached_is_told_apart() {
        long first = put("key", "a");
        for (int i = 0; i < 10; i++) {
            put("key", "b" + i);
        }
        Answer.Failed forgotten = failure(read(ReadOptions.LINEARIZABLE.asOf(first)));
        assertThat(forgotten.problem()).isEqualTo(Problem.COMPACTED);
        assertThat(forgotten.detail()).isGreaterThan(first).isLessThanOrEqualTo(first + 10);
        assertThat(failure(read(ReadOptions.LINEARIZABLE.asOf(first + 100))).problem())
                .isEqualTo(Problem.FUTURE_REVISION);
    }

    @Test
    void clients_may_not_end_what_others_hold() {
        Command expire = new Command.Expire(0, List.of(), List.of());
        assertThat(failure(new Call.Write(expire)).problem()).isEqualTo(Problem.INVALID_REQUEST);
        Command within = new Command.WithSession(1, 1, 0, expire);
        assertThat(failure(new Call.Write(within)).problem()).isEqualTo(Problem.INVALID_REQUEST);
    }

    @Test
    void a_key_that_is_too_long_is_refused_at_the_door() {
        Command put = new Command.Put(Bytes.wrap(new byte[(64 << 10) + 1]), Bytes.EMPTY);
        Answer.Failed failed = failure(new Call.Write(put));
        assertThat(failed.problem()).isEqualTo(Problem.INVALID_REQUEST);
        assertThat(failed.message()).contains("a key may have 65536 bytes but has 65537");
    }

    @Test
    void ranges_are_read_in_both_orders_without_values_or_only_counted() {
        put("key", "v");
        put("key2", "v2");
        RangeQuery all = RangeQuery.prefix("key");
        Rows down = rows(new Call.ReadRange(all.descending().limit(1), ReadOptions.LINEARIZABLE));
        assertThat(down.rows()).extracting(KeyValue::keyText).containsExactly("key2");
        assertThat(down.more()).isTrue();
        Rows keys = rows(new Call.ReadRange(all.keysOnly(), ReadOptions.EVENTUAL));
        assertThat(keys.rows()).extracting(KeyValue::value).containsOnly(Bytes.EMPTY);
        Rows count = rows(new Call.ReadRange(all.countOnly(), ReadOptions.LEASE));
        assertThat(count.count()).isEqualTo(2);
        assertThat(count.rows()).isEmpty();
    }

    @Test
    void a_range_read_that_was_cancelled_before_it_began_is_left_out() {
        for (int i = 0; i < 200; i++) {
            put("key" + i, "v");
        }
        List<Runnable> waiting = new ArrayList<>();
        LocalTarget patient = new LocalTarget(one.node, waiting::add);
        Call read = new Call.ReadRange(RangeQuery.prefix("key"), ReadOptions.EVENTUAL);
        CompletableFuture<Answer> cancelled = patient.call(read);
        CompletableFuture<Answer> wanted = patient.call(read);
        cancelled.cancel(false);
        long nothing = allocatedBytes(waiting.get(0));
        long rows = allocatedBytes(waiting.get(1));
        assertThat(((Answer.Found) wanted.join()).rows().rows()).hasSize(200);
        assertThat(nothing).as("allocated, and %d by a read", rows).isLessThan(rows / 2);
        patient.close();
    }

    private static long allocatedBytes(Runnable task) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        task.run();
        return threads.getCurrentThreadAllocatedBytes() - before;
    }

    @Test
    void a_long_range_ends_early_and_says_so() {
        Bytes value = Bytes.wrap(new byte[(4 << 20) - 1_000]);
        int rows = (int) (LocalRequests.MAX_ANSWER_BYTES / value.length()) + 2;
        for (int i = 0; i < rows; i++) {
            write(new Command.Put(Bytes.utf8("big" + (char) ('a' + i)), value));
        }
        Rows some = rows(new Call.ReadRange(RangeQuery.prefix("big"), ReadOptions.LINEARIZABLE));
        assertThat(some.more()).isTrue();
        assertThat(some.rows()).hasSizeLessThan(rows).isNotEmpty();
        KeyValue last = some.rows().get(some.rows().size() - 1);
        RangeQuery rest = RangeQuery.prefix("big").after(last.key());
        assertThat(rows(new Call.ReadRange(rest, ReadOptions.LINEARIZABLE)).rows())
                .hasSize(rows - some.rows().size());
    }

    /** Many reads may be under way: memory that is counted only when an answer is complete may not be there. */
    @Test
    void an_answer_takes_its_memory_while_it_is_read() {
        Bytes value = Bytes.wrap(new byte[100_000]);
        List<Bytes> keys = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            Bytes key = Bytes.utf8("row" + (char) ('A' + i));
            keys.add(key);
            write(new Command.Put(key, value));
        }
        for (Call read : List.of(
                new Call.ReadRange(RangeQuery.prefix("row"), ReadOptions.EVENTUAL),
                new Call.ReadKeys(keys, ReadOptions.EVENTUAL))) {
            AtomicLong left = new AtomicLong(1_000_000);
            AtomicReference<Answer> answer = new AtomicReference<>();
            long allocated =
                    allocatedBytes(() -> answer.set(target.call(read, new RowList(bytes -> left.addAndGet(-bytes) >= 0))
                            .join()));
            Answer.Failed refusal = (Answer.Failed) answer.get();
            assertThat(refusal.problem()).isEqualTo(Problem.OVERLOADED);
            assertThat(refusal.message()).startsWith("Nothing was answered").contains("no memory left");
            assertThat(allocated)
                    .as("not the five megabytes of the whole answer")
                    .isLessThan(2_000_000);

            left.set(Long.MAX_VALUE);
            Answer.Found found = (Answer.Found) target.call(read, new RowList(bytes -> left.addAndGet(-bytes) >= 0))
                    .join();
            assertThat(found.rows().rows()).hasSize(50);
            assertThat(Long.MAX_VALUE - left.get()).isEqualTo(found.weightBytes());
        }
    }

    @Test
    void a_lease_tells_how_long_it_lives() {
        Reply.Leased granted = (Reply.Leased) write(new Command.LeaseGrant(0, 60_000));
        Answer.LeaseFound found = (Answer.LeaseFound) ask(new Call.ReadLease(granted.leaseId()));
        assertThat(found.ttlMillis()).isEqualTo(60_000);
        assertThat(found.remainingMillis()).isBetween(20_000L, 60_001L);
        assertThat(failure(new Call.ReadLease(77)).problem()).isEqualTo(Problem.LEASE_NOT_FOUND);
    }

    @Test
    void a_watch_says_where_it_begins_and_misses_nothing_after_that() throws Exception {
        long before = put("key", "a");
        WatchFeed feed = watch(WatchRequest.key("key"));
        assertThat(next(feed)).isEqualTo(begun(before));
        put("key", "b");
        WatchItem.Changes changes = (WatchItem.Changes) next(feed);
        assertThat(changes.batch().events().get(0).current().valueText()).isEqualTo("b");
        assertThat(changes.batch().events().get(0).previous()).isNull();
        feed.close();
    }

    private WatchItem.Begun begun(long revision) {
        return new WatchItem.Begun(revision, one.node.store().incarnation());
    }

    @Test
    void a_watch_of_the_past_has_previous_values_if_it_wants_them() throws Exception {
        put("key", "a");
        long second = put("key", "b");
        WatchFeed feed = watch(WatchRequest.range(KeyRange.ALL).from(second).withPreviousValues());
        assertThat(next(feed)).isEqualTo(begun(second - 1));
        WatchItem.Changes changes = (WatchItem.Changes) next(feed);
        assertThat(changes.batch().events().get(0).previous())
                .extracting(KeyValue::valueText)
                .isEqualTo("a");
        feed.close();
    }

    @Test
    void a_watch_of_another_incarnation_ends_and_says_so() throws Exception {
        put("key", "a");
        long present = one.node.store().incarnation();
        for (long from : new long[] {1, 1_000_000}) {
            WatchItem.Ended ended = (WatchItem.Ended)
                    next(watch(WatchRequest.key("key").from(from).in(present + 1)));
            assertThat(ended.end()).isEqualTo(WatchItem.End.OTHER_INCARNATION);
            assertThat(ended.revision()).isEqualTo(present);
        }
        assertThat(target.cluster().incarnation()).isEqualTo(present).isNotZero();
    }

    @Test
    void a_read_at_a_revision_of_another_incarnation_fails_and_waits_for_nothing() {
        put("key", "a");
        long present = one.node.store().incarnation();
        for (ReadLevel level : ReadLevel.values()) {
            Answer.Failed failed = failure(
                    new Call.ReadKeys(List.of(Bytes.utf8("key")), new ReadOptions(level, 1_000_000, 0, present + 1)));
            assertThat(failed.problem()).isEqualTo(Problem.OTHER_INCARNATION);
            assertThat(failed.detail()).isEqualTo(present);
            Call here = new Call.ReadRange(RangeQuery.prefix("key"), new ReadOptions(level, 1, 0, present));
            assertThat(rows(here).incarnation()).isEqualTo(present);
        }
    }

    @Test
    void marks_of_progress_come_to_those_who_asked() throws Exception {
        WatchFeed told = watch(WatchRequest.key("key").withProgress());
        WatchFeed untold = watch(WatchRequest.key("key"));
        next(told);
        next(untold);
        one.node.store().watchHub().publishProgress();
        assertThat(((WatchItem.Changes) next(told)).batch().isProgress()).isTrue();
        put("key", "a");
        assertThat(((WatchItem.Changes) next(untold)).batch().isProgress()).isFalse();
        told.close();
        untold.close();
    }

    @Test
    void a_watch_that_cannot_begin_ends_at_once() throws Exception {
        for (int i = 0; i < 10; i++) {
            put("key", "b" + i);
        }
        WatchItem.Ended ended =
                (WatchItem.Ended) next(watch(WatchRequest.key("key").from(1)));
        assertThat(ended.end()).isEqualTo(WatchItem.End.COMPACTED);
        assertThat(ended.revision()).isGreaterThan(1);
        watch(WatchRequest.key("key"));
        watch(WatchRequest.key("key"));
        assertThat(((WatchItem.Ended) next(watch(WatchRequest.key("key")))).end())
                .isEqualTo(WatchItem.End.OVERLOADED);
    }

    @Test
    void closing_a_target_ends_its_watches_and_frees_their_places() throws Exception {
        LocalTarget other = new LocalTarget(one.node, Runnable::run);
        WatchFeed feed = other.watch(WatchRequest.key("key"), wakeups::release);
        next(feed);
        other.close();
        assertThat(((WatchItem.Ended) next(feed)).end()).isEqualTo(WatchItem.End.BROKEN);
        assertThat(feed.poll()).isNull();
        assertThat(one.node.store().watchHub().subscriptionCount()).isZero();
        assertThat(((Answer.Failed) other.call(read(ReadOptions.EVENTUAL)).join()).problem())
                .isEqualTo(Problem.STOPPED);
    }

    @Test
    void a_closed_node_answers_everything_with_that() throws Exception {
        WatchFeed feed = watch(WatchRequest.key("key"));
        next(feed);
        one.node.close();
        assertThat(((WatchItem.Ended) next(feed)).end()).isEqualTo(WatchItem.End.BROKEN);
        assertThat(failure(read(ReadOptions.EVENTUAL)).problem()).isEqualTo(Problem.STOPPED);
        assertThat(failure(new Call.Write(new Command.Delete(KEY))).problem()).isEqualTo(Problem.STOPPED);
        assertThat(((WatchItem.Ended) next(watch(WatchRequest.key("key")))).end())
                .isEqualTo(WatchItem.End.BROKEN);
    }

    @Test
    void the_cluster_is_told() {
        assertThat(target.cluster().leaderId()).isEqualTo(1);
        assertThat(target.cluster().members()).containsExactly(new MemberView(1, "127.0.0.1:1", MemberView.Role.VOTER));
        assertThat(target.cluster().clusterId()).isEqualTo("00000000000000010000000000000002");
    }
}
