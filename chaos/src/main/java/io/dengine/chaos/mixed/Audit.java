package io.dengine.chaos.mixed;

import io.dengine.api.Client;
import io.dengine.api.KeyValue;
import io.dengine.api.RangeQuery;
import io.dengine.api.ReadOptions;
import io.dengine.api.Rows;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** Compares the answers of clients, the events of watches, and the contents of the store. */
public final class Audit {
    private static final int PAGE_ROWS = 5_000;
    private static final int SHOWN = 20;

    private final List<MixedClient> clients;
    private final Map<String, KeyValue> state;
    private final Map<String, Events> history;
    private final List<String> faults = new ArrayList<>();

    private long lost;
    private long twice;
    private long applied;
    private long wrongWatches;

    /** The revisions at which a key was created and deleted, from the reference watch. */
    private record Events(List<Long> puts, List<Long> deletions) {
        Events() {
            this(new ArrayList<>(), new ArrayList<>());
        }
    }

    /** @param reference a watch of all keys of the clients, which has received all changes */
    public Audit(List<MixedClient> clients, Client reader, Tape reference) {
        this.clients = List.copyOf(clients);
        this.state = readAll(reader);
        this.history = historyOf(reference.changes());
    }

    /** Reads the whole store, page by page at one revision. */
    private static Map<String, KeyValue> readAll(Client reader) {
        Map<String, KeyValue> all = new HashMap<>();
        RangeQuery query = RangeQuery.prefix("").limit(PAGE_ROWS);
        ReadOptions options = ReadOptions.LINEARIZABLE;
        while (true) {
            Rows page = reader.range(query, options);
            page.rows().forEach(row -> all.put(row.keyText(), row));
            if (!page.more()) {
                return all;
            }
            query = query.after(page.rows().get(page.rows().size() - 1).key());
            options = ReadOptions.LINEARIZABLE.asOf(page.revision());
        }
    }

    private static Map<String, Events> historyOf(List<Tape.Change> changes) {
        Map<String, Events> history = new HashMap<>();
        for (Tape.Change change : changes) {
            Events events = history.computeIfAbsent(change.key(), key -> new Events());
            (change.deletion() ? events.deletions() : events.puts()).add(change.revision());
        }
        return history;
    }

    public void run(List<Tape.Change> reference) {
        for (MixedClient client : clients) {
            Map<Integer, Ledger.Entry> deletions = new HashMap<>();
            client.ledger().deleted().forEach(entry -> deletions.put(entry.key(), entry));
            for (Ledger.Entry entry : client.ledger().created()) {
                checkKey(client.number(), entry, deletions.get(entry.key()));
            }
            checkWatch(client, reference);
        }
    }

    private void checkKey(int number, Ledger.Entry created, Ledger.@Nullable Entry deleted) {
        String key = MixedClient.key(number, created.key());
        KeyValue row = state.get(key);
        Events events = history.getOrDefault(key, new Events());
        applied += events.puts().size() + events.deletions().size();
        if (events.puts().size() > 1 || events.deletions().size() > 1 || row != null && row.version() != 1) {
            twice++;
            fault("applied twice: " + key + ", events " + events + ", row " + row);
        }
        boolean happened = !events.puts().isEmpty();
        switch (created.told()) {
            case DONE -> {
                if (!happened || events.puts().get(0) != created.revision()) {
                    lost++;
                    fault("acknowledged at " + created.revision() + " but the watch has " + events + ": " + key);
                }
            }
            case REFUSED -> {
                if (happened) {
                    twice++;
                    fault("rejected, but applied: " + key + ", events " + events);
                }
            }
            case UNKNOWN -> {}
        }
        checkEnd(key, row, events, deleted);
    }

    private void checkEnd(String key, @Nullable KeyValue row, Events events, Ledger.@Nullable Entry deleted) {
        boolean present = !events.puts().isEmpty() && events.deletions().isEmpty();
        if (present != (row != null)) {
            lost++;
            fault("events " + events + " do not match row " + row + ": " + key);
        }
        if (deleted == null || deleted.told() == Ledger.Told.REFUSED) {
            if (!events.deletions().isEmpty()) {
                lost++;
                fault("deleted without a request: " + key + ", events " + events);
            }
            return;
        }
        boolean wasDone = deleted.told() == Ledger.Told.DONE;
        if (wasDone && (events.deletions().isEmpty() || events.deletions().get(0) != deleted.revision())) {
            lost++;
            fault("deletion acknowledged at " + deleted.revision() + " but the watch has " + events + ": " + key);
        }
    }

    /** Checks a client's own watch: it must have the same events for its keys as the reference, in the same order. */
    private void checkWatch(MixedClient client, List<Tape.Change> reference) {
        Tape tape = client.tape();
        String prefix = MixedClient.prefix(client.number());
        List<Tape.Change> expected = reference.stream()
                .filter(change -> change.key().startsWith(prefix))
                .toList();
        if (tape.end() != null || tape.disorder() != 0 || !tape.changes().equals(expected)) {
            wrongWatches++;
            fault("watch of client " + client.number() + ": end " + tape.end() + ", disorder " + tape.disorder() + ", "
                    + tape.changes().size() + " changes instead of " + expected.size());
        }
    }

    private void fault(String text) {
        if (faults.size() < SHOWN) {
            faults.add(text);
        }
    }

    /** Returns the distance between the counters and the clients' answers; 0 if they are consistent. */
    public long counterError() {
        long total = 0;
        for (int counter = 0; counter < MixedClient.COUNTERS; counter++) {
            KeyValue row = state.get(MixedClient.counter(counter));
            total += row == null ? 0 : Long.parseLong(row.valueText());
        }
        long sure = sum(Ledger::counted);
        long perhaps = sum(Ledger::perhapsCounted);
        return total < sure ? sure - total : Math.max(0, total - sure - perhaps);
    }

    /** Returns the difference between the sum of all accounts at the end and at the start. */
    public long accountError() {
        long total = 0;
        for (int account = 0; account < MixedClient.ACCOUNTS; account++) {
            KeyValue row = state.get(MixedClient.account(account));
            total += row == null ? 0 : Long.parseLong(row.valueText());
        }
        return Math.abs(total - MixedClient.TOTAL);
    }

    /** Returns the number of leases that were lost, with their key, although their client received no notification. */
    public long lostLeases() {
        return clients.stream()
                .filter(client -> !client.leaseIsLost() && !state.containsKey(client.leaseKey()))
                .count();
    }

    public long toldLostLeases() {
        return clients.stream().filter(MixedClient::leaseIsLost).count();
    }

    public long sum(ToLongFunction<Ledger> figure) {
        return clients.stream()
                .mapToLong(client -> figure.applyAsLong(client.ledger()))
                .sum();
    }

    /** Returns the numbers of failures that reached callers as exceptions, by failure. */
    public Map<String, Integer> failures() {
        Map<String, Integer> all = new TreeMap<>();
        clients.forEach(
                client -> client.ledger().failures().forEach((text, count) -> all.merge(text, count, Integer::sum)));
        return all;
    }

    public long lost() {
        return lost;
    }

    public long twice() {
        return twice;
    }

    /** Returns the number of changes of clients' own keys that the store applied. */
    public long applied() {
        return applied;
    }

    public long wrongWatches() {
        return wrongWatches;
    }

    public List<String> faults() {
        return List.copyOf(faults);
    }
}
