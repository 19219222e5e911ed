package io.dengine.chaos;

import java.util.List;

/**
 * What the histories of some keys say.
 *
 * @param operations of all keys
 * @param unknown those of them whose outcome nobody was told
 * @param violations keys whose history is not linearizable
 * @param undecided keys whose history was too hard to judge
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
                    // As it has to be.
                }
                case NOT_LINEARIZABLE -> violations++;
                case UNDECIDED -> undecided++;
            }
        }
        return new HistoryJudgement(operations, unknown, violations, undecided);
    }
}
