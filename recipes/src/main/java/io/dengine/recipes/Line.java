package io.dengine.recipes;

import io.dengine.api.AsyncClient;
import io.dengine.api.KeyRange;
import io.dengine.api.KeyValue;
import io.dengine.api.RangeQuery;
import io.dengine.api.ReadOptions;
import io.dengine.api.Rows;
import io.dengine.bytes.Bytes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A queue of waiters: keys in order of arrival, which is the order of their create revisions.
 *
 * <p>The name of a key begins with a revision that its owner had seen before it created the key. It is a lower bound of
 * the key's create revision, called its hint. So a waiter that looks for earlier keys can skip all keys whose hint is
 * not older than its own create revision, and the first waiter in a long line reads only a few rows.
 */
final class Line {
    private static final Comparator<KeyValue> ARRIVAL =
            Comparator.comparingLong(KeyValue::createRevision).thenComparing(KeyValue::key);

    private static final char MARK = '!';

    private final AsyncClient client;
    private final String prefix;
    private final KeyRange range;

    /** The line of all keys that begin with {@code prefix}. */
    Line(AsyncClient client, String prefix) {
        this.client = client;
        this.prefix = prefix;
        this.range = KeyRange.prefix(Bytes.utf8(prefix));
    }

    KeyRange range() {
        return range;
    }

    /** Returns a gate that a waiter passes when {@code rule} allows it. The keys of waiters have {@code value}. */
    Gate gate(Rule rule, Bytes value) {
        return new LineGate(rule, value);
    }

    /** Returns a key for the end of the line, not created yet. */
    OwnedKey newKey(Session.Stay stay, Bytes value) {
        Tenure tenure = stay.tenure();
        String name = tenure.nextName();
        return new OwnedKey(
                stay,
                Bytes.utf8(prefix + Names.hint(tenure.seenRevision()) + "-" + name),
                value,
                Bytes.utf8(prefix + MARK + name));
    }

    /** Reads all keys in order of arrival (linearizable read). */
    CompletableFuture<List<KeyValue>> all() {
        return client.scan(RangeQuery.of(range), ReadOptions.LINEARIZABLE).thenApply(rows -> inOrder(rows.rows()));
    }

    /** Returns the keys among {@code rows} that belong to the line, in order of arrival. */
    List<KeyValue> inOrder(Collection<KeyValue> rows) {
        List<KeyValue> standing = new ArrayList<>();
        for (KeyValue row : rows) {
            if (Names.hintAt(row.key(), range.first().length()) >= 0) {
                standing.add(row);
            }
        }
        standing.sort(ARRIVAL);
        return standing;
    }

    private final class LineGate implements Gate {
        private final Rule rule;
        private final Bytes value;

        LineGate(Rule rule, Bytes value) {
            this.rule = rule;
            this.value = value;
        }

        @Override
        public OwnedKey newKey(Session.Stay stay) {
            return Line.this.newKey(stay, value);
        }

        @Override
        public CompletableFuture<Boolean> isOpen() {
            return all().thenApply(standing -> rule.judge(standing) instanceof Rule.Verdict.Granted);
        }

        @Override
        public CompletableFuture<Until.Sight<Optional<Pass>>> look(OwnedKey own, Tenure tenure) {
            long token = own.token();
            KeyRange earlier = new KeyRange(range.first(), Bytes.utf8(prefix + Names.hint(token)));
            // Earlier keys can only disappear, so any state that contains the own key is recent enough.
            ReadOptions anyNode = ReadOptions.EVENTUAL.notBefore(token);
            return client.scan(RangeQuery.of(earlier), anyNode).thenApply(rows -> {
                tenure.saw(rows.revision());
                return sight(rows, own);
            });
        }

        private Until.Sight<Optional<Pass>> sight(Rows rows, OwnedKey own) {
            List<KeyValue> before = new ArrayList<>();
            boolean present = false;
            for (KeyValue row : inOrder(rows.rows())) {
                present |= row.key().equals(own.key()) && row.createRevision() == own.token();
                if (row.createRevision() < own.token()) {
                    before.add(row);
                }
            }
            if (!present) {
                return new Until.Sight.Enough<>(Optional.empty());
            }
            Rule.Verdict verdict = rule.judge(before);
            if (verdict instanceof Rule.Verdict.Behind behind) {
                return new Until.Sight.NotYet<>(Change.removal(behind.range(), rows));
            }
            if (verdict instanceof Rule.Verdict.BehindOneWhoWaits behind) {
                return new Until.Sight.NotYet<>(Change.of(KeyRange.single(behind.key()), rows));
            }
            return new Until.Sight.Enough<>(Optional.of(new Pass(rows.revision(), own.token())));
        }
    }
}
