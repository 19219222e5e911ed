package io.dengine.kv.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.kv.memory.MemoryTables;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Exchanger;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class PinsTest {
    private static final int PAIRS = 2;
    private static final int TOGETHER = 4;
    private static final int LOOKS = 1_500_000;
    private static final long FLOOR = 5;

    private final Pins pins = new Pins();
    private final KeyTable map = new MemoryTables(KvConfig.STANDARD).open();
    private final AtomicBoolean over = new AtomicBoolean();

    /**
     * A snapshot is frozen by one thread and closed by another. What such threads add to a concurrent collection and
     * take from it is counted in different places, so a count that is read meanwhile may be far too low.
     */
    @Test
    void aPinIsSeenWhileOthersComeAndGo() throws InterruptedException {
        List<Thread> others = new ArrayList<>();
        for (int i = 0; i < PAIRS; i++) {
            Exchanger<List<Pins.Pin>> exchanger = new Exchanger<>();
            others.add(new Thread(() -> open(exchanger)));
            others.add(new Thread(() -> close(exchanger)));
        }
        int overlooked = 0;
        try (Pins.Pin lasting = pins.pin(KvStore.LATEST, map)) {
            others.forEach(Thread::start);
            for (int i = 0; i < LOOKS; i++) {
                overlooked += pins.lowest(FLOOR) > lasting.revision() ? 1 : 0;
            }
        } finally {
            over.set(true);
            for (Thread other : others) {
                other.join();
            }
        }

        assertThat(overlooked).isZero();
    }

    private void open(Exchanger<List<Pins.Pin>> exchanger) {
        List<Pins.Pin> pinned = new ArrayList<>();
        while (!over.get()) {
            for (int i = 0; i < TOGETHER; i++) {
                pinned.add(pins.pin(KvStore.LATEST, map));
            }
            pinned = exchanged(pinned, exchanger);
        }
    }

    private void close(Exchanger<List<Pins.Pin>> exchanger) {
        List<Pins.Pin> pinned = new ArrayList<>();
        while (!over.get()) {
            pinned.forEach(Pins.Pin::close);
            pinned.clear();
            pinned = exchanged(pinned, exchanger);
        }
    }

    /** Returns the other thread's list, or the own one when the test is over. */
    private List<Pins.Pin> exchanged(List<Pins.Pin> mine, Exchanger<List<Pins.Pin>> exchanger) {
        while (!over.get()) {
            try {
                return exchanger.exchange(mine, 10, TimeUnit.MILLISECONDS);
            } catch (InterruptedException | TimeoutException e) {
                continue; // until the test is over
            }
        }
        return mine;
    }
}
