package io.dengine.client;

import io.dengine.api.KeyValue;
import io.dengine.api.Rows;
import io.dengine.api.TransactionResult;
import io.dengine.api.WriteResult;
import io.dengine.bytes.Bytes;
import io.dengine.call.Answer;
import io.dengine.call.Problem;
import io.dengine.command.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Converts answers to results. */
final class Results {
    private Results() {}

    static WriteResult written(String operation, Reply reply, long sentNanos) {
        if (reply instanceof Reply.Written written) {
            return new WriteResult(written.revision(), written.succeeded(), written.changedKeys());
        }
        throw failure(operation, reply);
    }

    static TransactionResult transacted(String operation, Reply reply, long sentNanos) {
        if (reply instanceof Reply.Transacted transacted) {
            return new TransactionResult(transacted.revision(), transacted.succeeded(), transacted.results());
        }
        throw failure(operation, reply);
    }

    static Reply.Leased leased(String operation, Reply reply) {
        if (reply instanceof Reply.Leased leased) {
            return leased;
        }
        throw failure(operation, reply);
    }

    /** Returns the failure for a reply that is not a success. */
    static RuntimeException failure(String operation, Reply reply) {
        return reply instanceof Reply.Refused refused
                ? Failures.refused(operation, refused)
                : Failures.misfit(operation, reply);
    }

    static Rows rows(String operation, Answer answer, long sentNanos) {
        if (answer instanceof Answer.Found found) {
            return found.rows();
        }
        throw Failures.misfit(operation, answer);
    }

    static Optional<KeyValue> oneKey(String operation, Answer answer, long sentNanos) {
        List<KeyValue> rows = rows(operation, answer, sentNanos).rows();
        return rows.isEmpty() ? Optional.empty() : Optional.of(rows.get(0));
    }

    /** Returns a value or empty for each key. The rows that exist come in the order of the keys. */
    static List<Optional<KeyValue>> allKeys(String operation, List<Bytes> keys, Answer answer) {
        Rows found = rows(operation, answer, 0);
        if (found.more()) {
            Failures.Story story = new Failures.Story(operation, false, 1, 0, false);
            throw Failures.givenUp(
                    story,
                    new Answer.Failed(
                            Problem.INVALID_REQUEST,
                            "the answer would be longer than a node sends at once. Ask for fewer keys at a time."),
                    false);
        }
        List<KeyValue> rows = found.rows();
        List<Optional<KeyValue>> all = new ArrayList<>(keys.size());
        int next = 0;
        for (Bytes key : keys) {
            if (next < rows.size() && rows.get(next).key().equals(key)) {
                all.add(Optional.of(rows.get(next++)));
            } else {
                all.add(Optional.empty());
            }
        }
        return all;
    }
}
