package io.dengine.simulator.script;

import io.dengine.bytes.Bytes;
import io.dengine.core.CoreConfig;
import io.dengine.core.Effect;
import io.dengine.core.Event;
import io.dengine.core.log.Completeness;
import io.dengine.core.log.SnapshotMeta;
import io.dengine.core.membership.Configuration;
import io.dengine.core.membership.Member;
import io.dengine.core.message.Message;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The cores, the network and the clock of one transcript. Each command returns a text with its effects. */
final class ScriptedCluster {
    private static final long MILLI = 1_000_000;
    private static final int ENOUGH_ROUNDS = 1_000;

    private final Map<Integer, ScriptedNode> nodes = new TreeMap<>();
    private final List<InFlight> network = new ArrayList<>();

    /** The exchange of the last snapshot that was sent to each peer. */
    private final Map<Integer, Long> exchanges = new TreeMap<>();

    private final StringBuilder output = new StringBuilder();
    private long nowNanos = 1_000 * MILLI;
    private Command settings = Command.parse("cluster");
    private Configuration founders = new Configuration(0, List.of());
    private int starts;
    private boolean quiet;

    private record InFlight(int from, int to, Message message) {}

    /** Executes one command and returns its effects. */
    String run(Command command) {
        output.setLength(0);
        quiet = command.has("quiet");
        switch (command.name()) {
            case "cluster" -> form(command);
            case "after" -> nowNanos += Long.parseLong(command.word(0)) * MILLI;
            case "tick" -> tick(command);
            case "propose" -> propose(command);
            case "read" -> step(command.node(), new Event.ReadsRequested(List.of(new Named(command.word(1)))));
            case "transfer" ->
                step(command.node(), new Event.TransferRequested((int) command.number("to", 0), new Named("transfer")));
            case "acceptloss" -> step(command.node(), new Event.LossAccepted(new Named("acceptance")));
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
            case "join" -> join(command);
            case "snapshot" -> snapshot(command);
            case "arrive" -> arrive(command);
            case "giveup" -> giveUp(command);
            case "install" -> finishInstall(node(command.node()));
            case "status" -> status();
            case "log" -> say(log(node(command.node())));
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
        founders = new Configuration(0, members);
        for (int id = 1; id <= all; id++) {
            ScriptedNode node = new ScriptedNode(id, founders);
            nodes.put(id, node);
            node.mark(Completeness.COMPLETE);
            node.start(config(id), nowNanos);
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
            node.wipe(founders);
            node.mark(Completeness.COMPLETE); // the default, unless the command says otherwise
        }
        node.keep(command.number("keep", Long.MAX_VALUE));
        if (command.has("recovering")) {
            node.mark(Completeness.INCOMPLETE);
        } else if (command.has("blank")) {
            node.mark(Completeness.BLANK);
        } else if (command.has("taillost")) {
            node.mark(Completeness.TAIL_LOST);
        }
        node.start(config(node.id), nowNanos);
        say(node.id + "> starts with " + Wording.of(node.hardState()) + " log " + log(node));
    }

    private static String log(ScriptedNode node) {
        String base = node.base().index() == 0
                ? ""
                : "snapshot " + Wording.of(node.base().last()) + " ";
        return base + Wording.entries(node.disk);
    }

    /** Starts a node without data whose configuration is that of another node. */
    private void join(Command command) {
        int id = command.node();
        Configuration members = node((int) command.number("from", 0)).core().configuration();
        ScriptedNode node = new ScriptedNode(id, members.at(0));
        nodes.put(id, node);
        node.mark(Completeness.INCOMPLETE);
        node.start(config(id), nowNanos);
    }

    /** Takes a snapshot, by default of all committed entries, without keeping any of them in the log. */
    private void snapshot(Command command) {
        ScriptedNode node = node(command.node());
        long index = command.number("at", node.core().commitIndex());
        step(node.id, node.takeSnapshot(index, command.number("keep", 0)));
    }

    /** Delivers the rest of an announced snapshot: the newest one, or the one that the command names. */
    private void arrive(Command command) {
        ScriptedNode node = node(command.node());
        List<Event.SnapshotReceived> all = node.arriving.stream()
                .filter(one -> command.number("from", one.from()) == one.from())
                .filter(one -> command.number("index", one.meta().index())
                        == one.meta().index())
                .toList();
        if (all.isEmpty()) {
            throw new IllegalArgumentException("no such snapshot is on its way to node " + node.id);
        }
        Event.SnapshotReceived received = all.get(all.size() - 1);
        node.arrived(received);
        step(node.id, received);
    }

    /** Lets the sending of the current snapshot to a peer fail. */
    private void giveUp(Command command) {
        int peer = (int) command.number("to", 0);
        long exchange = exchanges.getOrDefault(peer, 0L);
        step(command.node(), new Event.SnapshotSendFailed(peer, exchange));
    }

    private boolean finishInstall(ScriptedNode node) {
        SnapshotMeta meta = node.finishInstall();
        if (meta != null) {
            tell(node.id, "installed " + Wording.of(meta.last()));
            step(node.id, new Event.Installed(meta));
        }
        return meta != null;
    }

    /** Ticks a node; by default time first advances to the node's deadline. */
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
            proposals.add(new Event.Proposal(Bytes.utf8(text), new Named(text)));
        }
        step(command.node(), new Event.Proposed(proposals, nowNanos / MILLI));
    }

    private void change(Command command) {
        List<Member> members = new ArrayList<>();
        add(members, command.text("voters", ""), Member.Role.VOTER);
        add(members, command.text("learners", ""), Member.Role.READ_ONLY);
        ScriptedNode node = node(command.node());
        long expected = command.number("at", node.core().configuration().index());
        step(
                node.id,
                new Event.ChangeRequested(
                        new Configuration(0, members), expected, command.has("force"), new Named("change")));
    }

    private static void add(List<Member> members, String ids, Member.Role role) {
        for (String id : ids.isEmpty() ? new String[0] : ids.split(",")) {
            int member = Integer.parseInt(id);
            members.add(new Member(member, "n" + member, member, role));
        }
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
            execute(node, send);
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
            execute(node, effect);
        }
    }

    private void execute(ScriptedNode node, Effect effect) {
        tell(node.id, Wording.of(effect, nowNanos));
        switch (effect) {
            case Effect.Persist persist -> node.writes.addLast(persist);
            case Effect.Send send -> network.add(new InFlight(node.id, send.to(), send.message()));
            case Effect.Commit commit -> step(node.id, new Event.Applied(commit.commitIndex()));
            case Effect.Fetch fetch ->
                step(node.id, new Event.Fetched(fetch.peer(), fetch.exchange(), node.fetch(fetch)));
            case Effect.Compact compact -> node.compact(compact.base());
            case Effect.Install install -> node.install(install.meta());
            case Effect.SendSnapshot send -> offer(node, send);
            default -> {}
        }
    }

    private void offer(ScriptedNode node, Effect.SendSnapshot send) {
        exchanges.put(send.peer(), send.exchange());
        network.add(new InFlight(
                node.id,
                send.peer(),
                new Message.SnapshotOffer(send.term(), send.exchange(), send.round(), node.newestSnapshot())));
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

    /** Delivers or drops the matching messages in the network, but none of those that result from them. */
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
        ScriptedNode to = nodes.get(sent.to());
        if (to == null || !to.isUp() || to.isolated || node(sent.from()).isolated) {
            if (!quiet) {
                say("lost: " + describe(sent));
            }
            return;
        }
        if (!quiet) {
            say(describe(sent));
        }
        if (sent.message() instanceof Message.SnapshotOffer offer) {
            to.arriving.add(new Event.SnapshotReceived(sent.from(), offer.exchange(), offer.round(), offer.meta()));
        }
        step(sent.to(), new Event.Received(sent.from(), sent.message()));
    }

    /** Completes writes and delivers messages until no work is left. */
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
            worked |= finishTransfers();
            if (!worked) {
                if (command.has("quiet")) {
                    status();
                }
                return;
            }
        }
        say("never settles");
    }

    private boolean finishTransfers() {
        boolean worked = false;
        for (ScriptedNode node : nodes.values()) {
            while (node.isUp() && !node.arriving.isEmpty()) {
                Event.SnapshotReceived received = node.arriving.get(0);
                node.arrived(received);
                step(node.id, received);
                worked = true;
            }
            worked |= node.isUp() && finishInstall(node);
        }
        return worked;
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
            say(node.id + ": " + Wording.of(node.core().status()) + ", log "
                    + Wording.of(node.core().lastId()) + ", disk "
                    + Wording.of(node.lastOnDisk()) + ", commit "
                    + node.core().commitIndex() + (node.core().isRecovering() ? ", recovering" : "")
                    + (node.isolated ? ", isolated" : ""));
        }
    }
}
