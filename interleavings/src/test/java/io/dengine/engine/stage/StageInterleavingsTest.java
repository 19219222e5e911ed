package io.dengine.engine.stage;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dengine.core.CoreStatus;
import io.dengine.core.membership.Configuration;
import io.dengine.engine.port.TimeSource;
import io.dengine.engine.read.LeaderLease;
import java.util.ArrayList;
import java.util.List;
import org.jetbrains.lincheck.Lincheck;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.junit.jupiter.api.Test;

/**
 * State that stages share with other threads, under the schedules that a model checker tries. The specification {@code
 * Handover} covers that no work is left behind when a stage changes hands.
 *
 * <p>The shared objects are in static fields: the checker treats an object that only variables refer to as local, and
 * then switches threads nowhere within it.
 */
class StageInterleavingsTest {
    private static final int SCHEDULES = 200;

    private static Racy racy = new Racy();
    private static Mailbox<String> mailbox = new Mailbox<>(1);
    private static NodeView view = view();
    private static LongSlot told = new LongSlot(0);

    /** Runs both at the same time, and rethrows what either of them throws. */
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

    /** A control: if the checker does not find this fault, the other tests prove nothing. */
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
            require(taken[0] || taken[1], "both were rejected although there was room");
            require(!(taken[0] && taken[1]), "two were accepted although there was room for one");
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
        view.setLease(new LeaderLease(1, 100, 1, 0, 100));
        return view;
    }

    /** The core publishes its commit index before any thread can observe it; the lease is checked after that. */
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
                            require(view.appliedIndex() >= known, "the lease is valid without entry " + known);
                        }
                    });
        });
    }

    /** A control: the checker finds the fault that the test above excludes. */
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
                                    require(view.appliedIndex() >= known, "the lease is valid without entry " + known);
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
                        require(!(view.leaseHeld() && over), "a revoked leader lease is still valid");
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
                        require(!(over && view.leaseHeld()), "a stopped node holds a leader lease");
                        require(!(over && view.status().role() == CoreStatus.RoleName.LEADER), "a stopped node leads");
                    });
        });
    }
}
