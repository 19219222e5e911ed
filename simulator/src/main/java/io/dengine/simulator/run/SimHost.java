package io.dengine.simulator.run;

import io.dengine.core.ContradictedException;
import io.dengine.core.Effect;
import io.dengine.core.InvariantViolation;
import io.dengine.core.log.SnapshotMeta;
import io.dengine.core.membership.Configuration;
import io.dengine.engine.Node;
import io.dengine.engine.NodeConfig;
import io.dengine.engine.NodeHooks;
import io.dengine.engine.NodePorts;
import io.dengine.engine.Recovery;
import io.dengine.engine.port.DamagedSnapshotException;
import io.dengine.engine.port.StateMachine;
import io.dengine.engine.stage.Stage;
import io.dengine.node.start.NodeStorage;
import io.dengine.simulator.check.Violation;
import io.dengine.wal.CorruptLogException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One machine: its clocks, its disk, and the process that currently runs on it, if any. */
final class SimHost {
    private final int id;
    private final World world;
    private final Pace pace;
    private final Storage storage;
    private final StoreDisk stores;
    private final List<StageDriver> drivers = new ArrayList<>();
    private @Nullable Process process;

    /** The process's port for clients of the native protocol; created when the first client connects. */
    private @Nullable ClientPort clients;

    /** The initial members for a node without data; null while no node is installed here. */
    private @Nullable Configuration bootstrap;

    private int starts;
    private final Missing missing = new Missing();
    private final HostReports reports;
    private boolean copyIsRotten;
    private int dieAgainAfter;

    /** One run of the node program. */
    record Process(Node node, TruthStore store, SimNetwork.Port port) {}

    SimHost(int id, World world) {
        this.id = id;
        this.world = world;
        this.pace = new Pace(id, world);
        this.storage = world.storages().create(id);
        this.stores = world.storages().createStores();
        this.reports = new HostReports(this, world, missing);
        world.referee().newDisk(id, storage.storageId());
    }

    /** Installs a node here, which starts with these members while it has no data. */
    void install(Configuration members) {
        world.scheduler().note("install", id, members.index());
        bootstrap = members.at(0);
        start();
    }

    boolean isInstalled() {
        return bootstrap != null;
    }

    /** Replaces the disk by an empty one; no node runs here until one is installed again. */
    void loseDisk() {
        kill();
        world.scheduler().note("disk lost", id, starts);
        storage.replaceDisk();
        stores.replace();
        world.referee().newDisk(id, storage.storageId());
        bootstrap = null;
        missing.newDisk();
        missing.copied = false;
    }

    int id() {
        return id;
    }

    int starts() {
        return starts;
    }

    Pace pace() {
        return pace;
    }

    Storage storage() {
        return storage;
    }

    Missing missing() {
        return missing;
    }

    @Nullable
    Process process() {
        return process;
    }

    /** Returns the port for clients of the node that runs here, or null if none does. */
    @Nullable
    ClientPort clients() {
        Process running = process;
        if (clients == null && running != null) {
            clients = new ClientPort(world, this, running);
        }
        return clients;
    }

    boolean isUp() {
        return process != null;
    }

    void start() {
        Configuration members = bootstrap;
        if (process != null || members == null) {
            return;
        }
        world.scheduler().note("start", id, ++starts);
        @Nullable TruthStore[] opened = new TruthStore[1];
        NodeStorage<ObservedMachine> files;
        try {
            Storage.Opened disks = storage.open(SnapshotMeta.bootstrap(members));
            files = NodeStorage.open(
                    new ObservedSource(id, world, storage, missing, disks),
                    disks.snapshots(),
                    storageId -> openMachine(opened),
                    new NodeStorage.Settings(id, "node " + id, world.swarm().level(), progress -> {}, warning -> {}));
            missing.rotten = false;
            missing.copied = false; // the copy lacks the node's writes from now on
        } catch (SimDeath e) {
            endOpening();
            return;
        } catch (IOException e) {
            if (e.getCause() instanceof CorruptLogException || e.getCause() instanceof DamagedSnapshotException) {
                refused(e);
                return;
            }
            world.scheduler().note("cannot open", id, starts);
            missing.cacheLost = true;
            endProcess();
            restartLater();
            return;
        }
        TruthStore store = Objects.requireNonNull(opened[0]);
        Recovery recovery = files.recovery();
        if (missing.setAside && !recovery.lacksEntries()) {
            throw new Violation("known loss", "node " + id + " has set entries aside, and takes its log for complete");
        }
        missing.started();
        SimNetwork.Port port = world.network().join(id, storage.storageId(), members.members());
        NodePorts ports = new NodePorts(files.log().store(), files.snapshots(), files.machine(), port, pace.clock());
        missing.recovering = recovery.lacksEntries();
        missing.acceptable &= recovery.lacksEntries();
        Recording recording = world.referee().recording();
        NodeConfig config = world.swarm().nodeConfig(id, processSeed());
        world.referee().starts(id, config.core());
        Node node = Node.assemble(
                config,
                ports,
                NodeHooks.direct()
                        .withNotes(reports::noted)
                        .withSnapshots(reports::snapshot)
                        .withIntegrity(reports::verified)
                        .withSteps((core, event, effects) -> recording.stepped(id, core, event, effects)),
                recovery);
        recording.started(id, recovery.log(), node.commitIndex());
        node.onStatusChange(status -> world.referee().statusChanged(id, status));
        node.onFailure(this::failed);
        process = new Process(node, store, port);
        node.connect();
        drive(node, store);
    }

    /** Returns another number for each process, also of a cluster that continues another one. */
    private long processSeed() {
        return world.seed() * 31 + world.bootstrap().index() * 7_919 + id * 1_000L + starts;
    }

    private void drive(Node node, TruthStore store) {
        List<Stage> stages = new ArrayList<>(node.stages());
        stages.addAll(store.stages());
        for (Stage stage : stages) {
            StageDriver driver = new StageDriver(this, world.scheduler(), stage);
            drivers.add(driver);
            driver.wake();
        }
    }

    /** Handles a crash of the process while it opens its files. */
    private void endOpening() {
        world.scheduler().note("dies opening", id, starts);
        endProcessOrPower();
        if (dieAgainAfter > 0) {
            storage.nextDiesAfterOperations(dieAgainAfter);
            dieAgainAfter = 0;
        }
        restartLater();
    }

    /**
     * Handles a start that fails. Only a node that votes alone may refuse to start, and it must have changed nothing:
     * the copy is restored. A node that does not know that it is no longer a voter is not needed.
     */
    private void refused(IOException why) {
        if (!missing.copied && !world.referee().members().isVoter(id)) {
            loseDisk();
            return;
        }
        if (!missing.copied) {
            throw new Violation("starts again", "node " + id + " cannot use its disk: " + why);
        }
        world.scheduler().note("refuses", id, starts);
        endProcess();
        storage.bringBackCopy();
        missing.copied = false;
        missing.rotten = copyIsRotten || storage.isDamaged();
        restartLater();
    }

    /** Lets the first process crash in one of its first writes, and the next one too unless the second number is 0. */
    void dieYoung(int operations, int operationsOfNext) {
        storage.nextDiesAfterOperations(operations);
        dieAgainAfter = operationsOfNext;
    }

    /** Copies the directory, with its damage. */
    void copyDisk() {
        storage.copy();
        copyIsRotten = missing.rotten;
    }

    /** Damages one bit of the disk while the machine is off, after an operator has made a copy. */
    void rotWithCopy() {
        if (missing.copied) {
            return; // the disk is already damaged: a copy of it would not help
        }
        kill();
        copyDisk();
        missing.copied = rotNow();
        missing.rotten |= missing.copied;
        world.scheduler().note("rot with copy", id, missing.copied ? 1 : 0);
        restartLater();
    }

    private ObservedMachine openMachine(@Nullable TruthStore[] opened) throws IOException {
        TruthStore store = stores.open();
        opened[0] = store;
        StateMachine machine = store.machine();
        if (machine.appliedIndex() > 0) {
            world.referee().restored(id, machine.appliedIndex(), machine.stateHash());
        }
        return new ObservedMachine(id, machine, world.referee());
    }

    /** Ends the machine for ever. */
    void retire() {
        kill();
        bootstrap = null;
    }

    /** Frees the resources at the end of the run. */
    void discard() {
        stores.close();
    }

    /** Returns whether this node has found all detectable damage on its disks. */
    boolean knowsItsDamage() {
        return process == null || !storage.hidesDamage();
    }

    /** Damages one bit of the disk while the machine is off. */
    void rot() {
        kill();
        missing.rotten = true;
        missing.acceptable = false;
        world.scheduler().note("rot", id, rotNow() ? 1 : 0);
        restartLater();
    }

    private boolean rotNow() {
        Configuration members = bootstrap;
        return members != null && storage.rot(SnapshotMeta.bootstrap(members));
    }

    /** Damages one bit of the disk while the node runs. */
    void rotInUse() {
        Configuration members = bootstrap;
        if (members != null && storage.rotInUse(SnapshotMeta.bootstrap(members))) {
            missing.acceptable = false;
            missing.rotten = true;
            world.scheduler().note("rot in use", id, starts);
        }
    }

    /** Fills the disk with other data for a while, except for {@code bytesLeft} bytes. */
    void fillDisk(long bytesLeft, long nanos) {
        missing.diskFull = true;
        storage.fillUpTo(bytesLeft);
        world.scheduler().after(nanos, () -> {
            missing.diskFull = false;
            storage.makeRoom();
        });
    }

    /** Restores an old copy of the directory, which lacks data that the node has promised to keep since. */
    void bringBackOldCopy() {
        kill();
        world.scheduler().note("old copy", id, starts);
        missing.replacedIndex = world.referee().storage(id).writtenLast();
        storage.bringBackCopy();
        missing.rotten = copyIsRotten || storage.isDamaged();
        missing.setAside = false;
        missing.acceptable = false;
        missing.givenUp = true;
        restartLater();
    }

    /** Returns whether the disk is damaged, and no start has detected it yet. */
    boolean isRotten() {
        return missing.rotten;
    }

    boolean isCopied() {
        return missing.copied;
    }

    /** Returns whether promised data may be missing, now or soon, and the node has not caught up. */
    boolean isBehindItsPromises() {
        return missing.any() || !world.referee().elections().isComplete(id) || runsOnOldCopy();
    }

    /** Returns whether the ledger of this disk may show entries that its next start does not find. */
    boolean mayHoldLess() {
        return missing.rotten || missing.copied || storage.isDamaged() || runsOnOldCopy();
    }

    /** Returns whether this disk is an old copy, which does not show that entries are missing on it. */
    boolean runsOnOldCopy() {
        return missing.givenUp || world.referee().storage(id).writtenLast() < missing.replacedIndex;
    }

    /** Makes the next sync fail. */
    void failNextSync() {
        missing.syncFaultSet = true;
        missing.acceptable = false;
        storage.failNextSync();
    }

    /** Handles a node that stopped itself: correct if its disk failed, otherwise a fault of the node. */
    private void failed(Throwable why) {
        world.scheduler().note("failed", id, starts);
        if (why instanceof SimDeath) {
            end();
            endProcessOrPower();
            restartLater();
        } else if (why instanceof ContradictedException && world.referee().former() != null) {
            contradicted();
        } else if (why instanceof IOException) {
            missing.cacheLost = true; // the data of a failed sync may be lost even from the system's cache
            world.scheduler().after(Scheduler.MILLI, () -> {
                end();
                endProcess();
                restartLater();
            });
        } else {
            String rule = why instanceof InvariantViolation ? "own invariant" : "node fails";
            world.referee()
                    .object(why instanceof Violation v ? v : new Violation(rule, "node " + id + " stops: " + why, why));
        }
    }

    /** Handles a node that holds what its cluster has lost: it is replaced by one with an empty disk. */
    private void contradicted() {
        world.scheduler().note("contradicted", id, starts);
        world.count(LifeEvent.CONTRADICTED);
        world.scheduler().after(Scheduler.MILLI, this::loseDisk);
    }

    /** Ends a process that died at its disk: where any node may lose power, its machine may have died with it. */
    private void endProcessOrPower() {
        if (world.swarm().level() == Effect.Level.SYNCED
                && world.streams().disk().nextBoolean()) {
            cutPower();
        } else {
            endProcess();
        }
    }

    private void endProcess() {
        // If the sync failed, the process may have crashed before it could report that.
        missing.cacheLost |= missing.syncFaultSet && !storage.isSyncToFail();
        storage.killProcess();
        stores.processEnded();
        missing.syncFaultSet = false;
    }

    private void restartLater() {
        world.scheduler().after(Streams.around(world.streams().faults(), Scheduler.SECOND), this::start);
    }

    private void end() {
        Process ended = process;
        if (ended == null) {
            return;
        }
        if (clients != null) {
            clients.end(world.streams().libraries().nextInt(3) == 0);
            clients = null;
        }
        drivers.forEach(StageDriver::stop);
        drivers.clear();
        world.network().leave(id);
        process = null;
        pace.goOn();
    }

    /** Kills the process. */
    void kill() {
        world.scheduler().note("kill", id, starts);
        end();
        endProcess();
    }

    /** Cuts the power of the machine. */
    void losePower() {
        world.scheduler().note("power loss", id, starts);
        end();
        cutPower();
    }

    private void cutPower() {
        storage.losePower(world.streams().disk());
        pace.powerUp();
        stores.processEnded();
        missing.syncFaultSet = false;
        missing.powerLost = true;
        missing.acceptable = false;
    }

    /** Shuts the process down cleanly. */
    void stop() {
        Process running = process;
        if (running != null) {
            world.scheduler().note("stop", id, starts);
            if (clients != null) {
                clients.leave();
            }
            end();
            try {
                running.node().close();
                missing.stopped = true;
            } catch (UncheckedIOException e) {
                missing.cacheLost = true;
                endProcess();
            } catch (SimDeath e) {
                endProcess();
            }
        }
    }

    void suspend(long nanos) {
        pace.suspend(nanos, this::hurry);
    }

    void standClockStill(long nanos) {
        pace.stand(nanos, this::hurry);
    }

    void observeLease() {
        world.referee().lease(this);
    }

    /** Resets the timers after a change of a clock or its rate. Reading threads do not wait for the core. */
    void hurry() {
        observeLease();
        drivers.forEach(StageDriver::hurry);
    }

    /** Ends all faults on this machine. */
    void heal() {
        storage.heal();
        missing.syncFaultSet = false;
        pace.heal();
        hurry();
        start();
    }
}
