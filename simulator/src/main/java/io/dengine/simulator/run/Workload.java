package io.dengine.simulator.run;

import io.dengine.bytes.Bytes;
import java.util.ArrayList;
import java.util.List;

/** The clients of one life of a cluster. */
final class Workload {
    private static final Bytes SESSION_KEY = Bytes.utf8("session");
    private static final Bytes MORTAL_KEY = Bytes.utf8("mortal");
    static final Bytes LEASED_KEY = Bytes.utf8("leased");

    /** The interval of seeds whose clients include the client library; such a run takes as long as four others. */
    private static final int LIBRARY_SHARE = 11;

    private static final int LEASE_CLIENTS = 2;
    private static final int LIBRARY_CLIENTS = 2;

    private final List<SimClient> clients = new ArrayList<>();
    private final List<Watcher> watchers = new ArrayList<>();
    private final SessionClient insistent;
    private final List<LeaseClient> holders = new ArrayList<>();
    private final List<LibraryClient> libraries = new ArrayList<>();
    private final List<Revenant> revenants = new ArrayList<>();

    /** @param hosts the machines that the clients know */
    Workload(World world, History history, SimClient.Keys keys, List<SimHost> hosts) {
        for (int i = 0; i < world.swarm().clients(); i++) {
            clients.add(new SimClient(world, history, keys, hosts));
        }
        insistent = new SessionClient(world, history, SESSION_KEY, MORTAL_KEY, hosts);
        for (int i = 0; i < LEASE_CLIENTS; i++) {
            holders.add(new LeaseClient(world, history, LEASED_KEY, hosts));
        }
        for (int number = 1; number <= libraryClients(world.seed(), world.swarm()); number++) {
            libraries.add(new LibraryClient(world, history, hosts, number));
        }
        for (int i = 0; i < 2; i++) {
            watchers.add(new Watcher(world, history, i == 0 ? Bytes.EMPTY : keys.cellPrefix(), hosts));
        }
    }

    /** Lets a client of the former life go on, as if it had slept since. */
    void haunt(Revenant revenant) {
        revenants.add(revenant);
    }

    /**
     * Returns the number of library clients. There are none with wild clocks, because holders of leases and sessions
     * rely on clocks.
     */
    static int libraryClients(long seed, Swarm swarm) {
        return seed % LIBRARY_SHARE == 0 && !swarm.schedule().wildClocks() ? LIBRARY_CLIENTS : 0;
    }

    /** Returns the keys that clients draw for a run. */
    static SimClient.Keys keys(Streams streams) {
        List<Bytes> registers = new ArrayList<>();
        for (int i = 1 + streams.workload().nextInt(6); i > 0; i--) {
            registers.add(Bytes.utf8("register" + i));
        }
        List<Bytes> cells = new ArrayList<>();
        for (int i = 2 + streams.workload().nextInt(4); i > 0; i--) {
            cells.add(Bytes.utf8("cell" + i));
        }
        return new SimClient.Keys(registers, cells, Bytes.utf8("cell"));
    }

    /** Returns these keys, and those that all other clients use. */
    static List<Bytes> allKeys(SimClient.Keys keys, int libraryClients) {
        List<Bytes> all = new ArrayList<>(keys.registers());
        all.addAll(keys.cells());
        all.add(SESSION_KEY);
        all.add(MORTAL_KEY);
        all.add(LEASED_KEY);
        for (int number = 1; number <= libraryClients; number++) {
            LibraryClient.Keys.of(number).all().stream()
                    .filter(key -> !all.contains(key))
                    .forEach(all::add);
        }
        return all;
    }

    /** Lets every client begin no more calls. */
    void stop() {
        clients.forEach(SimClient::stop);
        insistent.stop();
        holders.forEach(LeaseClient::stop);
        libraries.forEach(LibraryClient::stop);
        revenants.forEach(Revenant::stop);
    }

    /** Ends every client at once: the outcome of a call in flight is unknown, and no answer counts any more. */
    void cut() {
        clients.forEach(SimClient::cut);
        insistent.cut();
        watchers.forEach(Watcher::cut);
        revenants.forEach(Revenant::stop);
        end();
    }

    /** Records the calls that are in flight at the end. */
    void end() {
        holders.forEach(LeaseClient::end);
    }

    boolean callsEnded() {
        return insistent.isIdle()
                && libraries.stream().allMatch(LibraryClient::isIdle)
                && clients.stream().allMatch(client -> client.openCalls() == 0);
    }

    /** Lets watchers and the client library come to an end. */
    void finish() {
        watchers.forEach(Watcher::finish);
        libraries.forEach(LibraryClient::finish);
    }

    boolean watchersAreComplete() {
        return watchers.stream().allMatch(Watcher::isComplete);
    }

    boolean librariesAreComplete() {
        return libraries.stream().allMatch(LibraryClient::isComplete);
    }

    @Override
    public String toString() {
        return libraries.toString();
    }
}
