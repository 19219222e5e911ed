package io.dengine.chaos.fencing;

import io.dengine.api.Client;
import io.dengine.api.EngineException;
import io.dengine.api.Operation;
import io.dengine.api.Transaction;
import io.dengine.bytes.Bytes;
import io.dengine.client.remote.RemoteClient;
import io.dengine.recipes.Held;
import io.dengine.recipes.LeaderElection;
import io.dengine.recipes.Lock;
import io.dengine.recipes.Session;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * A program that repeatedly acquires a lock or a leadership, and writes to the resource while it holds it. It does not
 * check whether it still holds it: the store rejects the writes of a former holder.
 *
 * <p>It prints a line for each event: {@code held TOKEN}; {@code refused TOKEN BELIEVED}, where BELIEVED states whether
 * it believed to be the holder immediately before the write; {@code failed TOKEN MESSAGE}; and {@code lost TOKEN}.
 */
public final class Contender {
    /** The recipe with which the contender holds the resource. */
    public enum Kind {
        LOCK,
        ELECTION
    }

    /** The TTL of the lock's key lease, shorter than any pause of the contest. */
    static final Duration TTL = Duration.ofSeconds(1);

    static final Bytes RESOURCE = Bytes.utf8("resource");
    private static final String NAME = "fencing";
    private static final long PACE_MILLIS = 2;

    private final Client client;
    private final Session session;
    private final Kind kind;

    private Contender(Kind kind, String... endpoints) {
        this.client = RemoteClient.connect(endpoints);
        this.session = Session.open(client, TTL);
        this.kind = kind;
    }

    /**
     * Contends until it is killed.
     *
     * @param arguments the kind, then the addresses of the nodes
     */
    public static void main(String[] arguments) throws Exception {
        Kind kind = Kind.valueOf(arguments[0].toUpperCase(Locale.ROOT));
        Contender contender = new Contender(kind, Arrays.copyOfRange(arguments, 1, arguments.length));
        while (true) {
            try (Held held = contender.take()) {
                contender.use(held);
            }
        }
    }

    private Held take() throws InterruptedException {
        return switch (kind) {
            case LOCK -> Lock.of(session, NAME).acquire();
            case ELECTION -> LeaderElection.of(session, NAME).campaign("me");
        };
    }

    private void use(Held held) throws Exception {
        say("held " + held.token());
        Transaction write = Transaction.when(held.guard())
                .then(new Operation.Put(RESOURCE, Bytes.utf8(Long.toString(held.token())), 0, 0));
        while (true) {
            boolean believed = held.isHeld();
            try {
                if (!client.transact(write).succeeded()) {
                    say("refused " + held.token() + " " + believed);
                    break;
                }
            } catch (EngineException.OutcomeUnknown | EngineException.Unavailable e) {
                say("failed " + held.token() + " " + e.getMessage());
            }
            TimeUnit.MILLISECONDS.sleep(PACE_MILLIS);
        }
        held.lost().get(1, TimeUnit.MINUTES);
        say("lost " + held.token());
    }

    private static void say(String line) {
        System.out.println(line);
    }
}
