package io.dengine.testkit.script;

import io.dengine.bytes.Bytes;
import io.dengine.core.CoreConfig;
import io.dengine.core.Effect;
import io.dengine.core.Event;
import io.dengine.core.log.Entry;
import io.dengine.core.membership.Configuration;
import io.dengine.core.membership.Member;
import io.dengine.core.message.Message;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The cores, the network and the clock of one transcript. Each command says what it led to. */
final class ScriptedCluster {
    private static final long MILLI = 1_000_000;
    private static final int ENOUGH_ROUNDS = 1_000;

    private final Map<Integer, ScriptedNode> nodes = new TreeMap<>();
    private final List<InFlight> network = new ArrayList<>();
    private final StringBuilder output = new StringBuilder();
    private long nowNanos = 1_000 * MILLI;
    private Command settings = Command.parse("cluster");
    private int starts;
    private boolean quiet;

    private record InFlight(int from, int to, Message message) {}

    /** Carries out one command and returns what happened. */
    String run(Command command) {
        output.setLength(0);
        quiet = command.has("quiet");
        switch (command.name()) {
            case "cluster" -> form(command);
            case "after" -> nowNanos += Long.parseLong(command.word(0)) * MILLI;
            case "tick" -> tick(command);
            case "propose" -> propose(command);
            case "read" -> step(command.node(), new Event.ReadsRequested(List.of(command.word(1))));
            case "transfer" ->
                step(command.node(), new Event.TransferRequested((int) command.number("to", 0), "transfer"));
            case "acceptloss" -> step(command.node(), new Event.LossAccepted("acceptance"));
            case "stepdown" -> step(command.node(), new Event.StepDownRequested());
            case "change" -> change(command);
            case "disconnect" -> step(command.node(), new Event.PeerDisconnected((int) command.number("from", 0)));
            case "identify" ->
                step(
                        command.node(),
                        new Event.PeerIdentified((int) command.number("peer", 0), command.number("disk", 0)));
            case "members" -> say(Wording.of(node(command.node()).core().configuration()));
            case "persist" -> persist(command);
            case "deliver" -> deliver(command, true, false);
            case "duplicate" -> deliver(command, true, true);
            case "drop" -> deliver(command, false, false);
            case "settle" -> settle(command);
            case "isolate" -> node(command.node()).isolated = true;
            case "heal" -> heal(command);
            case "crash" -> node(command.node()).crash();
            case "restart" -> restart(command);
            case "status" -> status();
            case "log" -> say(Wording.entries(node(command.node()).disk));
            case "network" -> network.forEach(sent -> say(describe(sent)));
            default -> throw new IllegalArgumentException("no such command: " + command.name());
        }
        return output.isEmpty() ? "ok\n" : output.toString();
    }

    private void say(String text) {
        output.append(text).append('\n');
    }

    private ScriptedNode node(int id) {
        ScriptedNode node = nodes.get(id);
        if (node == null) {
            throw new IllegalArgumentException("no node " + id);
        }
        return node;
    }

    private void form(Command command) {
        settings = command;
        nodes.clear();
        network.clear();
        List<Member> members = new ArrayList<>();
        int voters = (int) command.number("voters", 3);
        int all = voters + (int) command.number("learners", 0);
        for (int id = 1; id <= all; id++) {
            members.add(new Member(id, "n" + id, id, id <= voters ? Member.Role.VOTER : Member.Role.READ_ONLY));
        }
        Configuration configuration = new Configuration(0, members);
        for (int id = 1; id <= all; id++) {
            ScriptedNode node = new ScriptedNode(id, configuration);
            nodes.put(id, node);
            node.start(config(id), false, nowNanos);
        }
    }

    private CoreConfig config(int id) {
        long minimum = 100 * MILLI;
        int drift = 10_000;
        Effect.Level level =
                settings.text("level", "synced").equals("written") ? Effect.Level.WRITTEN : Effect.Level.SYNCED;
        return new CoreConfig(
                id,
                minimum,
                2 * minimum,
                10 * MILLI,
                settings.text("lease", "on").equals("on") ? CoreConfig.safeLeaseNanos(minimum, drift) : 0,
                drift,
                (int) settings.number("append", 400),
                (int) settings.number("inflight", 4),
                settings.number("cache", 100_000),
                level,
                settings.number("seed", 1) * 31 + id + ++starts);
    }

    private void restart(Command command) {
        ScriptedNode node = node(command.node());
        node.crash();
        if (command.has("wiped")) {
            node.wipe();
        }
        node.keep(command.number("keep", Long.MAX_VALUE));
        node.start(config(node.id), command.has("recovering"), nowNanos);
        say(node.id + "> starts with " + node.hardState() + " log " + Wording.entries(node.disk));
    }

    /** With nothing said, time moves on to the node's deadline. */
    private void tick(Command command) {
        ScriptedNode node = node(command.node());
        if (!command.has("now")) {
            nowNanos = Math.max(nowNanos, node.core().nextDeadlineNanos());
        }
        step(node.id, new Event.Tick());
    }

    private void propose(Command command) {
        List<Event.Proposal> proposals = new ArrayList<>();
        long count = command.number("count", 1);
        for (int i = 1; i <= count; i++) {
            String text = count == 1 ? command.word(1) : command.word(1) + i;
            proposals.add(new Event.Proposal(Bytes.utf8(text), text));
        }
        step(command.node(), new Event.Proposed(proposals, nowNanos / MILLI));
    }

    private void change(Command command) {
        List<Member> members = new ArrayList<>();
        for (String id : command.text("voters", "").split(",")) {
            int voter = Integer.parseInt(id);
            members.add(new Member(voter, "n" + voter, voter, Member.Role.VOTER));
        }
        ScriptedNode node = node(command.node());
        long expected = command.number("at", node.core().configuration().index());
        step(node.id, new Event.ChangeRequested(new Configuration(0, members), expected, "change"));
    }

    private void persist(Command command) {
        long count = command.number("count", Long.MAX_VALUE);
        ScriptedNode node = node(command.node());
        while (count-- > 0 && finishWrite(node)) {}
    }

    private boolean finishWrite(ScriptedNode node) {
        Effect.Persist persist = node.finishWrite();
        if (persist == null) {
            return false;
        }
        tell(node.id, "persisted #" + persist.sequence());
        for (Effect.Send send : persist.after()) {
            carryOut(node, send);
        }
        step(node.id, new Event.Persisted(persist.sequence()));
        return true;
    }

    private void tell(int node, String text) {
        if (!quiet) {
            say(node + "> " + text);
        }
    }

    private void step(int id, Event event) {
        ScriptedNode node = node(id);
        for (Effect effect : node.step(nowNanos, event)) {
            carryOut(node, effect);
        }
    }

    private void carryOut(ScriptedNode node, Effect effect) {
        tell(node.id, Wording.of(effect, nowNanos));
        switch (effect) {
            case Effect.Persist persist -> node.writes.addLast(persist);
            case Effect.Send send -> network.add(new InFlight(node.id, send.to(), send.message()));
            case Effect.Commit commit -> step(node.id, new Event.Applied(commit.commitIndex()));
            case Effect.Fetch fetch ->
                step(node.id, new Event.Fetched(fetch.peer(), fetch.session(), node.fetch(fetch)));
            default -> {}
        }
    }

    private static String describe(InFlight sent) {
        return sent.from() + " -> " + sent.to() + " " + Wording.of(sent.message());
    }

    private static boolean matches(Command command, InFlight sent) {
        String type = command.text("type", "");
        return (command.number("from", sent.from()) == sent.from())
                && command.number("to", sent.to()) == sent.to()
                && (type.isEmpty() || sent.message().getClass().getSimpleName().equals(type));
    }

    /** Takes the matching messages that are in the network now; not those which they lead to. */
    private void deliver(Command command, boolean arrives, boolean stays) {
        long count = command.number("count", Long.MAX_VALUE);
        List<InFlight> taken = new ArrayList<>();
        for (Iterator<InFlight> sent = network.iterator(); sent.hasNext() && taken.size() < count; ) {
            InFlight next = sent.next();
            if (matches(command, next)) {
                taken.add(next);
                if (!stays) {
                    sent.remove();
                }
            }
        }
        if (command.has("reversed")) {
            java.util.Collections.reverse(taken);
        }
        for (InFlight sent : taken) {
            if (arrives) {
                receive(sent);
            } else {
                say("lost: " + describe(sent));
            }
        }
    }

    private void receive(InFlight sent) {
        ScriptedNode to = node(sent.to());
        boolean cut = node(sent.from()).isolated || to.isolated;
        if (cut || !to.isUp()) {
            if (!quiet) {
                say("lost: " + describe(sent));
            }
            return;
        }
        if (!quiet) {
            say(describe(sent));
        }
        step(sent.to(), new Event.Received(sent.from(), sent.message()));
    }

    /** Writes and delivers until nothing is left to do. */
    private void settle(Command command) {
        for (int round = 0; round < ENOUGH_ROUNDS; round++) {
            boolean worked = false;
            for (ScriptedNode node : nodes.values()) {
                while (node.isUp() && finishWrite(node)) {
                    worked = true;
                }
            }
            while (!network.isEmpty()) {
                receive(network.remove(0));
                worked = true;
            }
            if (!worked) {
                if (command.has("quiet")) {
                    status();
                }
                return;
            }
        }
        say("never settles");
    }

    private void heal(Command command) {
        for (ScriptedNode node : nodes.values()) {
            if (command.words().isEmpty() || command.node() == node.id) {
                node.isolated = false;
            }
        }
    }

    private void status() {
        for (ScriptedNode node : nodes.values()) {
            if (!node.isUp()) {
                say(node.id + ": down");
                continue;
            }
            Entry last = node.disk.isEmpty() ? null : node.disk.get(node.disk.size() - 1);
            say(node.id + ": " + Wording.of(node.core().status()) + ", log "
                    + Wording.of(node.core().lastId()) + ", disk "
                    + (last == null ? "0/0" : Wording.of(last.id())) + ", commit "
                    + node.core().commitIndex() + (node.core().isRecovering() ? ", recovering" : "")
                    + (node.isolated ? ", isolated" : ""));
        }
    }
}
