package io.dengine.embedded.costs;

import com.sun.management.ThreadMXBean;
import io.dengine.api.AsyncClient;
import io.dengine.bytes.Bytes;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Counts what operations cost, and prints a line for each row of the table. A process of its own, so that no other test
 * allocates meanwhile, and so that the settings of the virtual machine are always the same.
 */
final class MeasuringProcess {
    /** The callers of the rows with several. */
    private static final int MANY_CALLERS = 100;

    private static final int[] CALLERS = {1, MANY_CALLERS};
    private static final int MAX_REPETITIONS_OF_MANY = 50;
    private static final int KEYS = 1_000;
    private static final int ROUNDS = 5;
    /** A round counts only if the leader stays the same, which an overloaded machine may prevent. */
    private static final int MAX_ROUNDS = 50;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final List<Bytes> keys = new ArrayList<>();
    /** Daemons: a failure must end the process. */
    private final ExecutorService callers = Executors.newFixedThreadPool(
            MANY_CALLERS, Thread.ofPlatform().daemon().factory());

    private MeasuringProcess() {
        for (int i = 0; i < KEYS; i++) {
            keys.add(Bytes.utf8("key-" + (1_000 + i)));
        }
    }

    /** Called with the directory for the data of the engines. */
    public static void main(String[] arguments) throws Exception {
        Path directory = Path.of(arguments[0]);
        MeasuringProcess process = new MeasuringProcess();
        Tally ofOne = new Tally();
        try (Engines engines = new OneEngine(directory.resolve("one"), ofOne)) {
            process.measure(1, engines, ofOne);
        }
        Tally ofThree = new Tally();
        try (Engines engines = new ThreeNodes(directory.resolve("three"), ofThree)) {
            process.measure(ThreeNodes.SIZE, engines, ofThree);
        }
    }

    private void measure(int nodes, Engines engines, Tally tally) throws InterruptedException, ExecutionException {
        for (Operation operation : Operation.values()) {
            for (int count : CALLERS) {
                repeat(operation, count, engines.client()); // warms up
            }
        }
        for (Operation operation : Operation.values()) {
            for (int count : CALLERS) {
                Costs costs = leastOfRounds(operation, count, engines, tally);
                System.out.println(new CostRow(operation.title(), nodes, count, costs).toLine());
            }
        }
    }

    private Costs leastOfRounds(Operation operation, int count, Engines engines, Tally tally)
            throws InterruptedException, ExecutionException {
        Costs least = Costs.of(figure -> Double.MAX_VALUE);
        int rounds = 0;
        for (int attempt = 0; rounds < ROUNDS; attempt++) {
            if (attempt == MAX_ROUNDS) {
                throw new IllegalStateException("the leader changes all the time");
            }
            long term = engines.term();
            Costs costs = costs(operation, count, engines.client(), tally);
            if (engines.term() == term) {
                least = least.least(costs);
                rounds++;
            }
        }
        return least;
    }

    private Costs costs(Operation operation, int count, AsyncClient client, Tally tally)
            throws InterruptedException, ExecutionException {
        Costs before = tally.counts();
        long allocatedBefore = THREADS.getTotalThreadAllocatedBytes();
        int operations = repeat(operation, count, client);
        long allocated = THREADS.getTotalThreadAllocatedBytes() - allocatedBefore;
        Costs after = tally.counts();
        return Costs.of(
                figure -> (figure == Figure.ALLOCATED ? allocated : after.of(figure) - before.of(figure)) / operations);
    }

    /** Executes the operation by {@code count} callers at once, and returns the number of operations. */
    private int repeat(Operation operation, int count, AsyncClient client)
            throws InterruptedException, ExecutionException {
        if (count == 1) {
            call(operation, client, 0, operation.repetitions());
            return operation.repetitions();
        }
        int each = Math.min(operation.repetitions(), MAX_REPETITIONS_OF_MANY);
        List<Future<?>> calls = new ArrayList<>();
        for (int caller = 0; caller < count; caller++) {
            int firstKey = caller * KEYS / count;
            calls.add(callers.submit(() -> call(operation, client, firstKey, each)));
        }
        for (Future<?> done : calls) {
            done.get();
        }
        return count * each;
    }

    private void call(Operation operation, AsyncClient client, int firstKey, int repetitions) {
        for (int i = 0; i < repetitions; i++) {
            operation.begin(client, keys.get((firstKey + i) % KEYS)).join();
        }
    }
}
