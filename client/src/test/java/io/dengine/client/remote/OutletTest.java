package io.dengine.client.remote;

import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.bytes.Bytes;
import io.dengine.bytes.BytesWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class OutletTest {
    private final SlowSocket socket = new SlowSocket();
    private final AtomicReference<@Nullable IOException> failure = new AtomicReference<>();
    private final Outlet outlet = new Outlet(socket, 1_000, "test-writer", failure::set);

    /** Takes a write only when it is let. */
    private static final class SlowSocket extends OutputStream {
        final Semaphore allowed = new Semaphore(0);
        final CountDownLatch firstWrite = new CountDownLatch(1);
        final List<Integer> writes = new CopyOnWriteArrayList<>();
        final List<String> writers = new CopyOnWriteArrayList<>();
        final ByteArrayOutputStream taken = new ByteArrayOutputStream();
        volatile boolean broken;

        @Override
        public void write(int b) {
            throw new AssertionError("only arrays are written");
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            writers.add(Thread.currentThread().getName());
            firstWrite.countDown();
            allowed.acquireUninterruptibly();
            if (broken) {
                throw new IOException("broken");
            }
            writes.add(length);
            taken.write(bytes, offset, length);
        }
    }

    private static BytesWriter frame(int length, int fill) {
        BytesWriter writer = new BytesWriter(length);
        for (int i = 0; i < length; i++) {
            writer.writeByte(fill);
        }
        return writer;
    }

    private Thread inBackground(Runnable task) {
        Thread thread = new Thread(task, "background");
        thread.start();
        return thread;
    }

    @Test
    void a_lone_caller_writes_itself() {
        socket.allowed.release(1);
        assertThat(outlet.add(frame(10, 1), null, true)).isEqualTo(Outlet.Added.YES);
        assertThat(socket.writers).containsExactly(Thread.currentThread().getName());
    }

    @Test
    void what_is_added_during_a_write_goes_together_with_the_next() throws Exception {
        Thread first = inBackground(() -> outlet.add(frame(10, 1), null, true));
        assertThat(socket.firstWrite.await(20, TimeUnit.SECONDS)).isTrue();
        for (int i = 0; i < 5; i++) {
            assertThat(outlet.add(frame(10, 2 + i), null, true)).isEqualTo(Outlet.Added.YES);
        }
        socket.allowed.release(2);
        first.join();
        assertThat(socket.writes).containsExactly(10, 50);
        assertThat(socket.taken.toByteArray()[59]).isEqualTo((byte) 6);
    }

    @Test
    void a_caller_does_not_wait_for_a_socket_without_room() throws Exception {
        outlet.add(frame(10, 1), null, false);
        assertThat(socket.firstWrite.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(socket.writers).containsExactly("test-writer");
        socket.allowed.release(1);
        outlet.close();
    }

    @Test
    void the_reader_adds_and_writes_when_it_has_dealt_with_all() {
        outlet.readBy(Thread.currentThread());
        outlet.flush(true);
        outlet.add(frame(10, 1), null, true);
        outlet.add(frame(10, 2), null, true);
        assertThat(socket.writers).isEmpty();
        socket.allowed.release(1);
        outlet.flush(true);
        assertThat(socket.writes).containsExactly(20);
    }

    @Test
    void too_much_that_waits_is_refused() throws Exception {
        Thread first = inBackground(() -> outlet.add(frame(2_000, 1), null, true));
        assertThat(socket.firstWrite.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(outlet.add(frame(900, 2), null, true)).isEqualTo(Outlet.Added.YES);
        assertThat(outlet.add(frame(101, 3), null, true)).isEqualTo(Outlet.Added.FULL);
        assertThat(outlet.add(frame(100, 4), null, true)).isEqualTo(Outlet.Added.YES);
        socket.allowed.release(2);
        first.join();
        assertThat(socket.writes).containsExactly(2_000, 1_000);
    }

    @Test
    void only_what_was_given_to_the_socket_may_have_been_sent() throws Exception {
        PendingCall sent = new PendingCall(true, 10);
        PendingCall waiting = new PendingCall(true, 10);
        PendingCall never = new PendingCall(true, 10);
        Thread first = inBackground(() -> outlet.add(frame(10, 1), sent, true));
        assertThat(socket.firstWrite.await(20, TimeUnit.SECONDS)).isTrue();
        outlet.add(frame(10, 2), waiting, true);
        socket.broken = true;
        socket.allowed.release(1);
        first.join();
        assertThat(failure.get()).hasMessage("broken");
        assertThat(outlet.add(frame(10, 3), never, true)).isEqualTo(Outlet.Added.CLOSED);
        long handedOver = outlet.close();
        assertThat(sent.mayBeAmong(handedOver)).isTrue();
        assertThat(waiting.mayBeAmong(handedOver)).isFalse();
        assertThat(never.mayBeAmong(handedOver)).isFalse();
    }

    @Test
    void many_threads_lose_and_mix_nothing() throws Exception {
        Outlet roomy = new Outlet(socket, 1 << 20, "test-writer", failure::set);
        socket.allowed.release(1_000_000);
        Thread[] threads = new Thread[8];
        for (int i = 0; i < threads.length; i++) {
            int fill = i;
            threads[i] = inBackground(() -> {
                for (int n = 0; n < 2_000; n++) {
                    roomy.add(frame(7, fill), null, n % 3 != 0);
                }
            });
        }
        for (Thread thread : threads) {
            thread.join();
        }
        while (socket.taken.size() < 8 * 2_000 * 7) {
            Thread.onSpinWait();
        }
        roomy.close();
        Bytes all = Bytes.wrap(socket.taken.toByteArray());
        for (int i = 0; i < all.length(); i++) {
            assertThat(all.at(i)).isEqualTo(all.at(i - i % 7));
        }
    }
}
