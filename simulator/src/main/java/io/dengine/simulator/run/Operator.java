package io.dengine.simulator.run;

import io.dengine.core.CoreStatus.RoleName;
import io.dengine.core.membership.Configuration;
import io.dengine.core.membership.Member;
import io.dengine.engine.Node;
import io.dengine.engine.admin.AdminRequest;
import io.dengine.engine.admin.MemberPlan;
import io.dengine.simulator.run.Swarm.Churn;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Changes the membership of the cluster, with the same plans with which nodes execute the requests of real operators:
 * one request after the other, each until it succeeds or becomes impossible. It also loses disks, and lets the nodes
 * join again.
 */
final class Operator {
    private static final long PATIENCE_NANOS = 6 * Scheduler.SECOND;
    private static final long STEP_NANOS = 60 * Scheduler.MILLI;

    private final World world;
    private final List<SimHost> hosts;
    private final Nemesis nemesis;
    private final Churn churn;
    private final SplittableRandom random;
    private final Map<Change, Integer> counts = new EnumMap<>(Change.class);
    private final int minVoters;
    private boolean active = true;
    private boolean busy;
    private int moves;
    private int wantedVoters;

    /** The actions of operators, and the accidents that they must repair. */
    enum Change {
        JOIN,
        PROMOTE,
        REMOVE,
        REPLACE,
        MOVE,
        LOSE_DISK,
        BEGIN_ANEW
    }

    /** A requested change, pursued until it succeeds or its time is over. */
    private record Wish(Change change, AdminRequest request, long untilNanos, Consumer<Configuration> fulfilled) {}

    Operator(World world, List<SimHost> hosts, Nemesis nemesis, Churn churn) {
        this.world = world;
        this.hosts = hosts;
        this.nemesis = nemesis;
        this.churn = churn;
        this.random = world.streams().operators();
        this.wantedVoters = world.swarm().voters();
        this.minVoters = world.swarm().knowsLosses() ? 3 : 1;
        rest();
    }

    Map<Change, Integer> counts() {
        return counts;
    }

    /** Stops new changes: from now on the operator only replaces lost members. */
    void stop() {
        active = false;
    }

    /** Returns whether no change is in progress, and every member runs on the disk that the other members know. */
    boolean isDone() {
        return !busy && any(this::isMissing) == null;
    }

    private void rest() {
        long mean = active ? churn.pauseNanos() : STEP_NANOS;
        world.scheduler().after(Streams.around(random, mean), this::decide);
    }

    private Configuration members() {
        return world.referee().members();
    }

    private @Nullable SimHost any(Predicate<SimHost> wanted) {
        List<SimHost> found = hosts.stream().filter(wanted).toList();
        return found.isEmpty() ? null : found.get(random.nextInt(found.size()));
    }

    private @Nullable SimHost anyMember(Predicate<Member> wanted) {
        return any(host -> {
            Member member = members().member(host.id());
            return member != null && wanted.test(member);
        });
    }

    private boolean isMissing(SimHost host) {
        return members().contains(host.id())
                && (!host.isInstalled() || world.referee().hasLostItsDisk(host.id()));
    }

    private void decide() {
        SimHost missing = any(this::isMissing);
        if (missing != null && (!active || random.nextBoolean())) {
            if (world.referee().hasLostItsDisk(missing.id())) {
                beginAnew(missing);
            } else {
                join(missing);
            }
        } else if (active) {
            decideFreely();
        } else {
            rest();
        }
    }

    /** Takes one step towards the desired number of voters. */
    private void breathe() {
        int voters = members().voterCount();
        while (voters == wantedVoters) {
            wantedVoters = Math.max(minVoters, 1 + 2 * random.nextInt(3));
        }
        if (voters > wantedVoters) {
            remove(anyMember(Member::isVoter));
            return;
        }
        SimHost learner = anyMember(member -> member.role() == Member.Role.PROMOTABLE);
        if (learner == null) {
            join(any(host -> !members().contains(host.id())));
        } else {
            promote(learner);
        }
    }

    private void decideFreely() {
        if (churn.breathes() && random.nextInt(5) > 0) {
            breathe();
            return;
        }
        switch (Change.values()[random.nextInt(Change.values().length)]) {
            case JOIN -> join(any(host -> !members().contains(host.id())));
            case PROMOTE -> promote(anyMember(member -> member.role() == Member.Role.PROMOTABLE));
            case REMOVE ->
                remove(anyMember(member -> !member.isVoter() || members().voterCount() > minVoters));
            case REPLACE ->
                replace(anyMember(Member::isVoter), anyMember(member -> member.role() == Member.Role.PROMOTABLE));
            case MOVE -> move(anyMember(member -> true));
            case LOSE_DISK -> loseDisk(any(host -> members().contains(host.id())));
            case BEGIN_ANEW -> rest();
        }
    }

    private void beginAnew(SimHost host) {
        Member member = members().member(host.id());
        long lost = member == null ? 0 : member.storageId();
        begin(
                Change.BEGIN_ANEW,
                new AdminRequest.Replace(host.id(), host.id(), null, lost, AdminRequest.ANY_INDEX),
                done -> {});
    }

    private void join(@Nullable SimHost host) {
        if (host == null) {
            rest();
            return;
        }
        if (host.isInstalled()) {
            host.loseDisk(); // a removed node joins with an empty directory
        }
        Member present = members().member(host.id());
        String address = present == null ? "node" + host.id() : present.address();
        boolean promotable = random.nextInt(4) > 0;
        begin(
                Change.JOIN,
                new AdminRequest.Join(host.id(), address, promotable, true, AdminRequest.ANY_INDEX),
                host::install);
    }

    private void promote(@Nullable SimHost host) {
        if (host == null) {
            rest();
        } else {
            begin(Change.PROMOTE, new AdminRequest.Promote(host.id()), done -> {});
        }
    }

    private void remove(@Nullable SimHost host) {
        if (host == null) {
            rest();
            return;
        }
        boolean goesOn = random.nextBoolean();
        begin(Change.REMOVE, new AdminRequest.Remove(host.id()), done -> {
            if (!goesOn) {
                host.kill();
            }
        });
    }

    private void replace(@Nullable SimHost voter, @Nullable SimHost learner) {
        if (voter == null || learner == null) {
            rest();
        } else {
            begin(Change.REPLACE, new AdminRequest.Replace(voter.id(), learner.id(), null, -1), done -> {});
        }
    }

    private void move(@Nullable SimHost host) {
        if (host == null) {
            rest();
        } else {
            String address = "node" + host.id() + "-" + ++moves;
            begin(Change.MOVE, new AdminRequest.Move(host.id(), address, AdminRequest.ANY_INDEX), done -> {});
        }
    }

    /** Loses a disk. Some of these nodes are restarted with their first configuration, as if the disk were not lost. */
    private void loseDisk(@Nullable SimHost host) {
        Member member = host == null ? null : members().member(host.id());
        boolean known = member != null && member.storageId() != 0 && haveAllHeldSomething();
        if (churn.losesDisks() && host != null && known && nemesis.isSpareable(host)) {
            counts.merge(Change.LOSE_DISK, 1, Integer::sum);
            host.loseDisk();
            if (world.swarm().voters() > 1 && host.id() <= world.swarm().voters() && random.nextBoolean()) {
                host.install(world.bootstrap());
                if (random.nextBoolean()) {
                    killAllLater();
                }
            }
        }
        rest();
    }

    /** Ends all processes soon, so that no restarted node knows which configuration has been committed. */
    private void killAllLater() {
        world.scheduler().after(Streams.between(random, 1, 4) * Scheduler.SECOND, () -> {
            if (active) {
                nemesis.killAll();
            }
        });
    }

    /**
     * Returns whether no other node is as new as one with a new disk would be. Several nodes without entries and with
     * the same initial members cannot be distinguished from the founders of a new cluster.
     */
    private boolean haveAllHeldSomething() {
        return hosts.stream()
                .filter(host ->
                        members().isVoter(host.id()) || world.bootstrap().isVoter(host.id()))
                .allMatch(host -> world.referee().storage(host.id()).writtenLast() > 0);
    }

    private void begin(Change change, AdminRequest request, Consumer<Configuration> fulfilled) {
        busy = true;
        world.scheduler().note("wish " + change, change.ordinal(), 0);
        pursue(new Wish(change, request, world.scheduler().nowNanos() + PATIENCE_NANOS, fulfilled));
    }

    private void end() {
        busy = false;
        rest();
    }

    private void later(Wish wish) {
        if (world.scheduler().nowNanos() > wish.untilNanos()) {
            end();
        } else {
            world.scheduler().after(Streams.around(random, STEP_NANOS), () -> pursue(wish));
        }
    }

    private void pursue(Wish wish) {
        SimHost host = any(Operator::leads);
        SimHost.Process process = host == null ? null : host.process();
        if (host == null || process == null) {
            later(wish);
            return;
        }
        Node node = process.node();
        Configuration current = node.configuration();
        if (current.index() > node.commitIndex()) {
            later(wish);
            return;
        }
        MemberPlan plan = new MemberPlan(host.id(), current, node.nodeStatus().peers());
        switch (plan.next(wish.request())) {
            case MemberPlan.Done done -> confirm(wish, node);
            case MemberPlan.Wait wait -> later(wish);
            case MemberPlan.Refuse refuse -> {
                world.scheduler().note("refused", wish.change().ordinal(), 0);
                end();
            }
            case MemberPlan.Change change -> {
                if (nemesis.mayBecome(current, change.target())) {
                    propose(change, node, current, wish);
                } else {
                    later(wish);
                }
            }
        }
    }

    private void propose(MemberPlan.Change change, Node node, Configuration current, Wish wish) {
        nemesis.proposes(change.target());
        then(
                node.changeMembers(change.target(), current.index(), change.force()),
                changed -> {
                    if (wish.change() == Change.REPLACE) {
                        later(wish); // one of several steps
                    } else {
                        fulfill(wish, node);
                    }
                },
                wish);
    }

    private static boolean leads(SimHost host) {
        SimHost.Process process = host.process();
        return process != null && process.node().status().role() == RoleName.LEADER;
    }

    /** Confirms the result with a quorum: another node may lead by now, with other members. */
    private void confirm(Wish wish, Node node) {
        then(node.readIndex(), index -> fulfill(wish, node), wish);
    }

    private void fulfill(Wish wish, Node node) {
        world.scheduler().note("fulfilled", wish.change().ordinal(), node.commitIndex());
        counts.merge(wish.change(), 1, Integer::sum);
        wish.fulfilled().accept(node.configuration());
        end();
    }

    private <T> void then(CompletableFuture<T> answer, Consumer<T> next, Wish wish) {
        boolean[] answered = {false};
        CompletableFuture<?> unused = answer.whenComplete((result, failure) -> {
            if (!answered[0]) {
                answered[0] = true;
                nemesis.proposes(null);
                // In a separate task, outside the node's code: the next step may end the node's process.
                world.scheduler().after(1, () -> {
                    if (failure == null) {
                        next.accept(result);
                    } else {
                        later(wish);
                    }
                });
            }
        });
        world.scheduler().after(PATIENCE_NANOS, () -> {
            if (!answered[0]) {
                answered[0] = true; // its process has crashed
                nemesis.proposes(null);
                later(wish);
            }
        });
    }
}
