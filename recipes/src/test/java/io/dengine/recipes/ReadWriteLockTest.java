package io.dengine.recipes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ReadWriteLockTest extends OnEngine {
    private ReadWriteLock lock(String name) {
        return ReadWriteLock.of(client(), name);
    }

    @Test
    void readers_share_it_and_a_writer_waits_for_all_of_them() throws InterruptedException {
        Held one = lock("share").readLock().acquire();
        Held other = lock("share").readLock().acquire();
        CompletableFuture<Held> writer = lock("share").writeLock().acquireAsync();
        until(() -> keysOf("share/") == 3);
        one.close();
        assertThat(writer).isNotDone();
        other.close();
        assertThat(soon(writer).isHeld()).isTrue();
    }

    @Test
    void readers_wait_for_a_writer() throws InterruptedException {
        Held writer = lock("exclusive").writeLock().acquire();
        assertThat(lock("exclusive").readLock().tryAcquire()).isEmpty();
        assertThat(lock("exclusive").writeLock().tryAcquire()).isEmpty();
        CompletableFuture<Held> reader = lock("exclusive").readLock().acquireAsync();
        writer.close();
        assertThat(soon(reader).token()).isGreaterThan(writer.token());
    }

    @Test
    void a_reader_that_comes_after_a_waiting_writer_does_not_overtake_it() throws InterruptedException {
        Held first = lock("fair").readLock().acquire();
        CompletableFuture<Held> writer = lock("fair").writeLock().acquireAsync();
        until(() -> keysOf("fair/") == 2);
        assertThat(lock("fair").readLock().tryAcquire()).isEmpty();
        CompletableFuture<Held> late = lock("fair").readLock().acquireAsync();
        until(() -> keysOf("fair/") == 3);
        first.close();
        Held writing = soon(writer);
        assertThat(late).isNotDone();
        writing.close();
        assertThat(soon(late).isHeld()).isTrue();
    }

    @Test
    void readers_behind_a_writer_that_gives_up_go_on() throws InterruptedException {
        Held first = lock("give-up").readLock().acquire();
        CompletableFuture<Held> writer = lock("give-up").writeLock().acquireAsync();
        until(() -> keysOf("give-up/") == 2);
        CompletableFuture<Held> late = lock("give-up").readLock().acquireAsync();
        until(() -> keysOf("give-up/") == 3);
        writer.cancel(false);
        assertThat(soon(late).isHeld()).isTrue();
        assertThat(first.isHeld()).isTrue();
    }
}
