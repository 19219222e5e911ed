package io.dengine.server.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class MemoryBudgetTest {
    private static final long MIB = 1 << 20;

    private final List<String> ended = new ArrayList<>();
    private final MemoryBudget budget = new MemoryBudget(16 * MIB, new MemoryBudget.Listener() {
        @Override
        public void ended(String connection, long heldBytes) {
            ended.add(connection);
        }
    });

    private MemoryAccount open(String name) {
        MemoryAccount account = budget.open(name, () -> {});
        assertNotNull(account);
        return account;
    }

    /** The greediest is looked for now and then, not each time. */
    private static boolean resizeSoon(Reservation reservation, long bytes) {
        long end = System.nanoTime() + 5_000_000_000L;
        while (!reservation.resize(bytes)) {
            if (System.nanoTime() > end) {
                return false;
            }
            Thread.onSpinWait();
        }
        return true;
    }

    @Test
    void whatIsHeldIsGivenBackOnce() {
        MemoryAccount account = open("a");
        Reservation body = account.reservation();
        Reservation answer = account.reservation();
        assertThat(body.resize(MIB)).isTrue();
        assertThat(answer.resize(2 * MIB)).isTrue();
        assertThat(body.resize(MIB / 2)).isTrue();
        body.close();
        body.close();
        assertThat(body.resize(1)).isFalse();
        account.close();
        account.close();
        assertThat(answer.resize(3 * MIB)).isFalse();
        answer.close();
        assertThat(budget.usedBytes()).isZero();
    }

    @Test
    void workIsChargedUntilItEndsAlsoWhenItsConnectionIsGone() {
        MemoryAccount account = open("a");
        assertThat(account.beginWork(MIB)).isTrue();
        assertThat(account.beginWork(2 * MIB)).isTrue();
        account.close();
        assertThat(budget.usedBytes()).isEqualTo(3 * MIB);
        assertThat(account.beginWork(1)).isFalse();
        account.endWork(MIB);
        assertThat(budget.usedBytes()).isEqualTo(2 * MIB);
        account.endWork(2 * MIB);
        assertThat(budget.usedBytes()).isZero();
    }

    @Test
    void clientsHaveNoMoreWorkUnderWayByConnectingAgain() {
        int begun = 0;
        for (int i = 0; i < 1_000; i++) {
            MemoryAccount account = open("again");
            begun += account.beginWork(MIB) ? 1 : 0;
            account.close();
        }
        assertThat(begun).isPositive();
        assertThat(budget.usedBytes()).isEqualTo(begun * MIB).isLessThan(budget.limitBytes());
    }

    @Test
    void nobodyIsRefusedALittle() {
        Reservation calls = open("small").reservation();
        while (budget.open("flood", () -> {}) != null) {
            // Each holds nothing but itself.
        }
        assertThat(budget.usedBytes()).isLessThanOrEqualTo(8 * MIB);
        assertThat(calls.resize(MemoryBudget.PREPAID_BYTES)).isTrue();
        assertThat(calls.resize(MemoryBudget.SMALL_BYTES)).isTrue();
    }

    @Test
    void whatOthersHoldKeepsNobodyFromConnecting() {
        Reservation greedy = open("greedy").reservation();
        for (long bytes = MIB; greedy.resize(bytes); bytes += MIB) {
            assertThat(bytes).isLessThan(budget.limitBytes());
        }
        for (int i = 0; i < 100; i++) {
            Reservation small = open("small").reservation();
            assertThat(small.resize(MemoryBudget.PREPAID_BYTES)).isTrue();
            small.resize(MemoryBudget.SMALL_BYTES);
        }
    }

    @Test
    void theGreediestEndsInFavourOfSmallerOnes() {
        Reservation greedy = open("greedy").reservation();
        Reservation large = open("large").reservation();
        assertThat(greedy.resize(6 * MIB)).isTrue();
        assertThat(large.resize(MIB)).isTrue();
        assertThat(greedy.resize(8 * MIB)).isFalse();
        Reservation modest = open("modest").reservation();
        assertThat(resizeSoon(modest, 2 * MIB)).isTrue();
        assertThat(ended).containsExactly("greedy");
        assertThat(greedy.resize(6 * MIB + 1)).isFalse();
        assertThat(large.resize(4 * MIB))
                .as("more than there is for large ones")
                .isFalse();
    }

    @Test
    void theSumIsNeverLostHoweverItChanges() {
        SplittableRandom random = new SplittableRandom(5);
        List<MemoryAccount> accounts = new ArrayList<>();
        List<Reservation> reservations = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            switch (random.nextInt(6)) {
                case 0 -> {
                    MemoryAccount account = budget.open("x", () -> {});
                    if (account != null) {
                        accounts.add(account);
                        reservations.add(account.reservation());
                    }
                }
                case 1 -> {
                    if (!accounts.isEmpty()) {
                        accounts.remove(random.nextInt(accounts.size())).close();
                    }
                }
                case 2 -> {
                    if (!reservations.isEmpty()) {
                        reservations.remove(random.nextInt(reservations.size())).close();
                    }
                }
                default -> {
                    if (!reservations.isEmpty()) {
                        reservations.get(random.nextInt(reservations.size())).resize(random.nextLong(2 * MIB));
                    }
                }
            }
            assertThat(budget.usedBytes()).isBetween(0L, budget.limitBytes());
        }
        accounts.forEach(MemoryAccount::close);
        assertThat(budget.usedBytes()).isZero();
    }
}
