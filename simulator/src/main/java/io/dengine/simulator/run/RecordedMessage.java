package io.dengine.simulator.run;

import io.dengine.core.log.Entry;
import io.dengine.core.log.EntryId;
import io.dengine.core.message.Message;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Formats messages as in {@code model/tla/Steps.tla}; a message that the model does not need becomes "other". */
final class RecordedMessage {
    private static final String OTHER = "other";

    /** A message from one node to another. */
    record Said(int from, int to, Message message) {}

    private RecordedMessage() {}

    /** @param granted the followers' reads that were granted; requests for other reads are omitted */
    static String of(Said said, Set<String> granted) {
        return switch (said.message()) {
            case Message.PreVote preVote -> text(said, "question", "");
            case Message.PreVoteReply reply -> text(said, reply.granted() ? "question" : OTHER, "");
            case Message.Vote vote -> text(said, "vote", ", last |-> " + id(vote.last()));
            case Message.VoteReply reply -> text(said, reply.granted() ? "granted" : OTHER, "");
            case Message.Append append -> text(said, "append", append(append));
            case Message.AppendAccepted accepted ->
                text(said, "answer", answer(accepted.round(), accepted.matchIndex(), 0, !accepted.recovering()));
            case Message.AppendRejected rejected -> text(said, "answer", answer(rejected.round(), 0, 0, false));
            case Message.Echo echo -> text(said, "answer", answer(echo.round(), 0, 0, false));
            case Message.SnapshotReply reply ->
                text(
                        said,
                        "answer",
                        answer(reply.round(), reply.held().index(), reply.held().term(), true));
            case Message.SnapshotOffer offer -> text(said, "offer", ", round |-> " + offer.round());
            case Message.ReadIndex ask -> {
                String id = readId(said.from(), ask.requestId());
                yield granted.contains(id) ? text(said, "ask", ", id |-> \"" + id + '"') : text(said, OTHER, "");
            }
            case Message.ReadIndexReply reply -> {
                Optional<String> id = readableId(said);
                yield id.isPresent()
                        ? text(said, "readable", ", id |-> \"" + id.get() + "\", index |-> " + reply.index())
                        : text(said, OTHER, "");
            }
            case Message.Superseded superseded -> text(said, OTHER, "");
            case Message.Contradicted contradicted -> text(said, OTHER, "");
            case Message.TimeoutNow order -> text(said, OTHER, "");
            case Message.Forgotten forgotten -> text(said, OTHER, "");
        };
    }

    /** Returns the id of the follower's read that this message allows to continue. */
    static Optional<String> readableId(Said said) {
        return said.message() instanceof Message.ReadIndexReply reply
                        && reply.index() != Message.ReadIndexReply.NOT_GRANTED
                ? Optional.of(readId(said.to(), reply.requestId()))
                : Optional.empty();
    }

    private static String readId(int node, long request) {
        return "n" + node + '#' + request;
    }

    private static String text(Said said, String kind, String more) {
        return "[t |-> \"" + kind + "\", from |-> " + said.from() + ", to |-> " + said.to() + ", term |-> "
                + said.message().term() + more + "]";
    }

    private static String append(Message.Append append) {
        return ", round |-> " + append.round() + ", commit |-> " + append.commitIndex() + ", prev |-> "
                + append.prev().index() + ", pterm |-> " + append.prev().term() + ", entries |-> "
                + terms(append.entries().stream().map(Entry::term).toList());
    }

    private static String answer(long round, long match, long matchTerm, boolean counts) {
        return ", round |-> " + round + ", match |-> " + match + ", mterm |-> " + matchTerm + ", counts |-> "
                + bool(counts);
    }

    private static String id(EntryId id) {
        return "[index |-> " + id.index() + ", term |-> " + id.term() + "]";
    }

    static String terms(List<Long> terms) {
        return terms.stream().map(String::valueOf).collect(Collectors.joining(", ", "<<", ">>"));
    }

    static String bool(boolean value) {
        return Boolean.toString(value).toUpperCase(Locale.ROOT);
    }
}
