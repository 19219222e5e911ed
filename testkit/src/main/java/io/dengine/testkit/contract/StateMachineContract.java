package io.dengine.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dengine.bytes.Bytes;
import io.dengine.bytes.MalformedBytesException;
import io.dengine.core.log.Entry;
import io.dengine.core.membership.Configuration;
import io.dengine.core.membership.Member;
import io.dengine.engine.port.HashView;
import io.dengine.engine.port.StateMachine;
import io.dengine.engine.port.StateRestore;
import io.dengine.engine.port.StateView;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The contract of a {@link StateMachine}. To test your own, extend this class and implement how it is opened and which
 * commands it knows; your build runs the tests.
 */
public abstract class StateMachineContract {
    private static final int ENTRIES = 300;
    private static final long BEGIN_MILLIS = 1_700_000_000_000L;

    /**
     * Opens a state machine with the state that an earlier one of the same test left at the same place, if any.
     *
     * @param place a number that distinguishes simultaneous state machines, such as those of two nodes
     */
    protected abstract StateMachine open(int place) throws IOException;

    /**
     * Returns a command; the same number gives the same command. Together the commands should cover every operation.
     */
    protected abstract Bytes command(int number);

    /** Returns bytes that are not a command, or any bytes if the state machine accepts all. */
    protected Bytes malformed() {
        return Bytes.wrap(new byte[] {-1, 0, -1, 0, -1});
    }

    private Entry entry(long index) {
        long term = 1 + index / 50;
        long timeMillis = BEGIN_MILLIS + index * 37;
        Entry.Kind kind = index % 50 == 0
                ? Entry.Kind.NOOP
                : index % 70 == 0 ? Entry.Kind.CHECK : index % 90 == 0 ? Entry.Kind.CONFIGURATION : Entry.Kind.COMMAND;
        Bytes payload = switch (kind) {
            case NOOP, CHECK -> Bytes.EMPTY;
            case CONFIGURATION ->
                new Configuration(0, List.of(new Member(1, "localhost:1", 7, Member.Role.VOTER))).encode();
            case COMMAND -> command((int) index);
        };
        return new Entry(index, term, timeMillis, kind, payload);
    }

    private List<Entry> entries(long first, long last) {
        List<Entry> entries = new ArrayList<>();
        for (long index = first; index <= last; index++) {
            entries.add(entry(index));
        }
        return entries;
    }

    private List<Bytes> apply(StateMachine machine, long last, int atOnce) {
        List<Bytes> replies = new ArrayList<>();
        while (machine.appliedIndex() < last) {
            long first = machine.appliedIndex() + 1;
            List<Entry> batch = entries(first, Math.min(last, first + atOnce - 1));
            List<Bytes> some = machine.apply(batch);
            assertEquals(batch.size(), some.size(), "one reply per entry");
            assertEquals(first + batch.size() - 1, machine.appliedIndex());
            replies.addAll(some);
        }
        return replies;
    }

    private static List<Bytes> partsOf(StateView view) throws IOException {
        List<Bytes> parts = new ArrayList<>();
        for (Bytes part = view.next(); part != null; part = view.next()) {
            assertTrue(part.length() <= StateView.MAX_PART_BYTES, "no part exceeds the maximum");
            parts.add(part);
        }
        return parts;
    }

    private static List<Bytes> frozen(StateMachine machine) throws IOException {
        try (StateView view = machine.freeze()) {
            return partsOf(view);
        }
    }

    private static void restore(StateMachine machine, List<Bytes> parts) throws IOException {
        try (StateRestore restore = machine.restore()) {
            for (Bytes part : parts) {
                restore.add(part);
            }
            restore.finish();
        }
    }

    @Test
    void a_new_state_machine_has_applied_nothing() throws IOException {
        try (StateMachine machine = open(0)) {
            assertEquals(0, machine.appliedIndex());
        }
    }

    @Test
    void the_same_entries_give_the_same_replies_and_the_same_state_however_they_come() throws IOException {
        try (StateMachine one = open(0);
                StateMachine other = open(1)) {
            List<Bytes> replies = apply(one, ENTRIES, 1);
            assertEquals(replies, apply(other, ENTRIES, 17));
            assertEquals(one.stateHash(), other.stateHash());
        }
    }

    @Test
    void what_is_no_command_counts_and_is_answered_with_nothing() throws IOException {
        try (StateMachine machine = open(0)) {
            List<Bytes> replies = apply(machine, ENTRIES, 10);
            for (int index = 1; index <= ENTRIES; index++) {
                if (entry(index).kind() != Entry.Kind.COMMAND) {
                    assertEquals(
                            Bytes.EMPTY,
                            replies.get(index - 1),
                            "the reply to " + entry(index).kind());
                }
            }
        }
    }

    @Test
    void bytes_that_are_no_command_are_answered_and_do_no_harm() throws IOException {
        try (StateMachine one = open(0);
                StateMachine other = open(1)) {
            apply(one, 20, 20);
            apply(other, 20, 20);
            Entry strange = new Entry(21, 1, entry(21).timeMillis(), Entry.Kind.COMMAND, malformed());
            assertEquals(one.apply(List.of(strange)), other.apply(List.of(strange)));
            assertEquals(21, one.appliedIndex());
            assertEquals(apply(one, 60, 7), apply(other, 60, 40));
            assertEquals(one.stateHash(), other.stateHash());
        }
    }

    @Test
    void a_frozen_state_stays_as_it_was_while_entries_are_applied() throws IOException {
        try (StateMachine machine = open(0);
                StateMachine other = open(1)) {
            apply(machine, 100, 10);
            long hash = machine.stateHash();
            List<Bytes> parts;
            try (StateView view = machine.freeze()) {
                apply(machine, 200, 10);
                assertEquals(100, view.appliedIndex());
                parts = partsOf(view);
            }
            restore(other, parts);
            assertEquals(100, other.appliedIndex());
            assertEquals(hash, other.stateHash());
        }
    }

    @Test
    void several_frozen_states_may_be_open_and_are_closed_in_any_order() throws IOException {
        try (StateMachine machine = open(0);
                StateMachine other = open(1)) {
            apply(machine, 40, 10);
            StateView early = machine.freeze();
            apply(machine, 80, 10);
            StateView late = machine.freeze();
            long hash = machine.stateHash();
            apply(machine, 120, 10);
            early.close();
            List<Bytes> parts = partsOf(late);
            late.close();
            restore(other, parts);
            assertEquals(80, other.appliedIndex());
            assertEquals(hash, other.stateHash());
        }
    }

    @Test
    void a_restored_state_machine_goes_on_like_the_one_that_was_frozen() throws IOException {
        try (StateMachine machine = open(0);
                StateMachine other = open(1)) {
            apply(machine, 150, 10);
            restore(other, frozen(machine));
            assertEquals(machine.stateHash(), other.stateHash());
            assertEquals(apply(machine, ENTRIES, 25), apply(other, ENTRIES, 3));
            assertEquals(machine.stateHash(), other.stateHash());
        }
    }

    @Test
    void a_restore_replaces_all_that_was_there() throws IOException {
        try (StateMachine machine = open(0);
                StateMachine other = open(1)) {
            apply(machine, 60, 10);
            apply(other, 250, 10);
            restore(other, frozen(machine));
            assertEquals(60, other.appliedIndex());
            assertEquals(machine.stateHash(), other.stateHash());
            assertEquals(apply(machine, 250, 9), apply(other, 250, 9));
        }
    }

    @Test
    void a_restore_that_is_given_up_changes_nothing() throws IOException {
        try (StateMachine machine = open(0);
                StateMachine other = open(1)) {
            apply(machine, 90, 10);
            apply(other, 50, 10);
            long hash = other.stateHash();
            List<Bytes> parts = frozen(machine);
            try (StateRestore restore = other.restore()) {
                restore.add(parts.get(0));
            }
            assertEquals(50, other.appliedIndex());
            assertEquals(hash, other.stateHash());
            restore(other, parts);
            assertEquals(90, other.appliedIndex());
        }
    }

    @Test
    void a_restore_that_lacks_everything_is_refused_and_changes_nothing() throws IOException {
        try (StateMachine machine = open(0)) {
            apply(machine, 50, 10);
            long hash = machine.stateHash();
            try (StateRestore restore = machine.restore()) {
                assertThrows(MalformedBytesException.class, restore::finish);
            }
            assertEquals(50, machine.appliedIndex());
            assertEquals(hash, machine.stateHash());
        }
    }

    @Test
    void an_empty_state_can_be_handed_over_too() throws IOException {
        try (StateMachine machine = open(0);
                StateMachine other = open(1)) {
            List<Bytes> parts = frozen(machine);
            assertFalse(parts.isEmpty(), "an empty state has a part, so that it differs from a missing one");
            apply(other, 30, 10);
            restore(other, parts);
            assertEquals(0, other.appliedIndex());
            assertEquals(machine.stateHash(), other.stateHash());
        }
    }

    @Test
    void a_cleared_state_machine_is_like_a_new_one() throws IOException {
        try (StateMachine machine = open(0);
                StateMachine other = open(1)) {
            List<Bytes> replies = apply(machine, 80, 10);
            machine.clear();
            assertEquals(0, machine.appliedIndex());
            assertEquals(other.stateHash(), machine.stateHash());
            assertEquals(replies, apply(machine, 80, 10));
        }
    }

    @Test
    void what_is_summed_up_is_the_state_as_it_was() throws IOException {
        try (StateMachine machine = open(0)) {
            apply(machine, 70, 10);
            long hash = machine.stateHash();
            try (HashView view = machine.freezeHash()) {
                apply(machine, 140, 10);
                assertEquals(70, view.appliedIndex());
                assertEquals(hash, view.hash());
            }
        }
    }

    @Test
    void a_state_machine_that_is_opened_again_goes_on_from_an_index_that_it_has_reached() throws IOException {
        try (StateMachine other = open(1)) {
            apply(other, 200, 10);
            long last = 0;
            for (int life = 0; life < 4; life++) {
                try (StateMachine machine = open(0)) {
                    assertTrue(
                            machine.appliedIndex() <= last,
                            "entries up to " + last + " were applied, but it reports " + machine.appliedIndex());
                    last = 50L * (life + 1);
                    apply(machine, last, 10);
                    if (last == 200) {
                        assertEquals(other.stateHash(), machine.stateHash());
                    }
                }
            }
        }
    }
}
