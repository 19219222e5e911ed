package io.dengine.chaos;

import java.util.List;

/**
 * The result of the checks of several keys' histories.
 *
 * @param operations the operations on all keys
 * @param unknown the operations among them with an unknown outcome
 * @param violations the keys whose history is not linearizable
 * @param undecided the keys whose history took too many steps to check
 */
record HistoryJudgement(long operations, long unknown, long violations, long undecided) {
    private static final long MAX_STEPS = 1_000_000;

    static HistoryJudgement of(List<List<Operation>> histories) {
        long operations = 0;
        long unknown = 0;
        long violations = 0;
        long undecided = 0;
        for (List<Operation> history : histories) {
            operations += history.size();
            unknown +=
                    history.stream().filter(operation -> !operation.isCertain()).count();
            switch (LinearizabilityCheck.judge(history, MAX_STEPS)) {
                case LINEARIZABLE -> {
                    // The expected verdict.
                }
                case NOT_LINEARIZABLE -> violations++;
                case UNDECIDED -> undecided++;
            }
        }
        return new HistoryJudgement(operations, unknown, violations, undecided);
    }
}
