package io.dengine.engine.stage;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dengine.core.CoreStatus;
import io.dengine.core.membership.Configuration;
import io.dengine.engine.port.TimeSource;
import io.dengine.engine.read.LeaseView;
import java.util.ArrayList;
import java.util.List;
import org.jetbrains.lincheck.Lincheck;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.junit.jupiter.api.Test;

/**
 * What stages share with other threads, under the schedules that a model checker tries. That nothing is left lying when
 * a stage changes hands is the subject of the specification {@code Handover}.
 *
 * <p>What is shared is in static fields: an object that only variables name is taken for local by the checker, which
 * then switches threads nowhere within it.
 */
class StageInterleavingsTest {
    private static final int SCHEDULES = 200;

    private static Racy racy = new Racy();
    private static Mailbox<String> mailbox = new Mailbox<>(1);
    private static NodeView view = view();
    private static LongSlot told = new LongSlot(0);

    /** Both run at the same time; whatever one of them throws is thrown here. */
    private static void together(Runnable first, Runnable second) {
        Throwable[] failure = new Throwable[1];
        Thread other = new Thread(() -> {
            try {
                second.run();
            } catch (Throwable e) {
                failure[0] = e;
            }
        });
        other.start();
        first.run();
        try {
            other.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        if (failure[0] != null) {
            throw new AssertionError(failure[0]);
        }
    }

    private static void require(boolean condition, String what) {
        if (!condition) {
            throw new AssertionError(what);
        }
    }

    private static final class Racy {
        private int count;

        void increment() {
            count++;
        }
    }

    /** If this finds nothing, the others prove nothing. */
    @Test
    void aLostUpdateIsFound() {
        assertThatThrownBy(() -> Lincheck.runConcurrentTest(SCHEDULES, () -> {
                    racy = new Racy();
                    together(() -> racy.increment(), () -> racy.increment());
                    require(racy.count == 2, "an update was lost");
                }))
                .isInstanceOf(LincheckAssertionError.class);
    }

    @Test
    void anItemIsHandedOverOnceOrRefusedHoweverTheCloseFalls() {
        Lincheck.runConcurrentTest(SCHEDULES, () -> {
            mailbox = new Mailbox<>(Mailbox.UNBOUNDED);
            List<String> handed = new ArrayList<>();
            boolean[] taken = new boolean[2];
            together(
                    () -> {
                        taken[0] = mailbox.offer("a");
                        taken[1] = mailbox.offerAlways("b");
                    },
                    () -> {
                        String polled = mailbox.poll();
                        if (polled != null) {
                            handed.add(polled);
                        }
                        mailbox.closeInto(handed::add);
                    });
            List<String> expected = new ArrayList<>();
            if (taken[0]) {
                expected.add("a");
            }
            if (taken[1]) {
                expected.add("b");
            }
            require(handed.equals(expected), "handed over " + handed + " of " + expected);
        });
    }

    @Test
    void aMailboxTakesNoMoreThanItHolds() {
        Lincheck.runConcurrentTest(SCHEDULES, () -> {
            mailbox = new Mailbox<>(1);
            boolean[] taken = new boolean[2];
            together(() -> taken[0] = mailbox.offer("a"), () -> taken[1] = mailbox.offer("b"));
            require(taken[0] || taken[1], "both were refused though there was room");
            require(!(taken[0] && taken[1]), "two were taken where there was room for one");
            require(mailbox.size() == 1, "it holds " + mailbox.size());
        });
    }

    private static final class StillTime implements TimeSource {
        @Override
        public long nanoTime() {
            return 50;
        }

        @Override
        public long wallMillis() {
            return 50;
        }
    }

    private static NodeView view() {
        CoreStatus leads = new CoreStatus(CoreStatus.RoleName.LEADER, 1, 1, true);
        NodeView view = new NodeView(new StillTime(), leads, new Configuration(0, List.of()), 1, 1);
        view.setLease(new LeaseView(1, 100, 1, 0, 100));
        return view;
    }

    /** The core publishes what is committed before anybody can learn of it, and the lease is asked for after that. */
    @Test
    void aLeaseCoversNoStateThatLacksWhatOthersKnowToBeCommitted() {
        Lincheck.runConcurrentTest(SCHEDULES, () -> {
            view = view();
            told = new LongSlot(1);
            together(
                    () -> {
                        view.setCommitIndex(2);
                        told.publish(2);
                        view.setAppliedIndex(2);
                    },
                    () -> {
                        long known = told.get();
                        if (view.leaseHeld()) {
                            require(view.appliedIndex() >= known, "the lease covers a state without " + known);
                        }
                    });
        });
    }

    /** The fault that the test above is for. */
    @Test
    void aCommitThatIsPublishedTooLateIsFound() {
        assertThatThrownBy(() -> Lincheck.runConcurrentTest(SCHEDULES, () -> {
                    view = view();
                    told = new LongSlot(1);
                    together(
                            () -> {
                                told.publish(2);
                                view.setCommitIndex(2);
                                view.setAppliedIndex(2);
                            },
                            () -> {
                                long known = told.get();
                                if (view.leaseHeld()) {
                                    require(view.appliedIndex() >= known, "the lease covers a state without " + known);
                                }
                            });
                }))
                .isInstanceOf(LincheckAssertionError.class);
    }

    @Test
    void aLeaseThatWasTakenBackCoversNothingThatHappensAfter() {
        Lincheck.runConcurrentTest(SCHEDULES, () -> {
            view = view();
            told = new LongSlot(0);
            together(
                    () -> {
                        view.setLease(null);
                        told.publish(1);
                    },
                    () -> {
                        boolean over = told.get() == 1;
                        require(!(view.leaseHeld() && over), "a lease that was taken back is held");
                    });
        });
    }

    @Test
    void aNodeThatHasStoppedLeadsNobody() {
        Lincheck.runConcurrentTest(SCHEDULES, () -> {
            view = view();
            told = new LongSlot(0);
            together(
                    () -> {
                        view.stop();
                        told.publish(1);
                    },
                    () -> {
                        boolean over = told.get() == 1;
                        require(!(over && view.leaseHeld()), "a node that has stopped holds a lease");
                        require(
                                !(over && view.status().role() == CoreStatus.RoleName.LEADER),
                                "a node that has stopped leads");
                    });
        });
    }
}
