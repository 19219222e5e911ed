package io.dengine.engine.stage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class MailboxTest {
    @Test
    void refusesWhatDoesNotFitAndTakesAgainOnceThereIsRoom() {
        Mailbox<Integer> mailbox = new Mailbox<>(2);
        assertThat(mailbox.offer(1)).isTrue();
        assertThat(mailbox.offer(2)).isTrue();
        assertThat(mailbox.offer(3)).isFalse();
        assertThat(mailbox.poll()).isEqualTo(1);
        assertThat(mailbox.offer(4)).isTrue();
        assertThat(mailbox.size()).isEqualTo(2);
        assertThat(mailbox.poll()).isEqualTo(2);
        assertThat(mailbox.poll()).isEqualTo(4);
        assertThat(mailbox.poll()).isNull();
    }

    @Test
    void closingHandsOverTheRestAndRefusesWhatFollows() {
        Mailbox<Integer> mailbox = new Mailbox<>(Mailbox.UNBOUNDED);
        mailbox.offer(1);
        mailbox.offer(2);
        List<Integer> rest = new ArrayList<>();
        mailbox.closeInto(rest::add);
        assertThat(rest).containsExactly(1, 2);
        assertThat(mailbox.isClosed()).isTrue();
        assertThat(mailbox.offer(3)).isFalse();
        assertThat(mailbox.poll()).isNull();
    }

    @Test
    void everyItemIsEitherHandedOverOrRefusedHoweverTheCloseFalls() throws Exception {
        for (int round = 0; round < 200; round++) {
            Mailbox<Integer> mailbox = new Mailbox<>(Mailbox.UNBOUNDED);
            AtomicInteger accepted = new AtomicInteger();
            CountDownLatch ready = new CountDownLatch(1);
            Thread sender = Thread.ofPlatform().start(() -> {
                ready.countDown();
                while (mailbox.offer(1)) {
                    accepted.incrementAndGet();
                }
            });
            ready.await();
            AtomicInteger taken = new AtomicInteger();
            mailbox.closeInto(item -> taken.addAndGet(item));
            sender.join();
            assertThat(taken.get()).isEqualTo(accepted.get());
        }
    }
}
