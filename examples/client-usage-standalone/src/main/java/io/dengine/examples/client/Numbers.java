package io.dengine.examples.client;

import io.dengine.api.Client;
import io.dengine.api.EngineException;
import io.dengine.api.Outcome;
import io.dengine.api.ReadOptions;
import io.dengine.bytes.Bytes;
import io.dengine.client.remote.RemoteClient;
import java.nio.ByteBuffer;

/** Puts, deletes, reads and swaps numbers in a cluster, one request for each run. */
public final class Numbers {
    private static final String USAGE = """
            usage: put KEY VALUE | delete KEY | cas KEY EXPECTED VALUE
                   get KEY      whatever the asked node has
                   sget KEY     the newest value, by the leader's lease
                   lget KEY     the newest value, confirmed by a quorum
            Keys and values are numbers from 0 to 18446744073709551615; EXPECTED may be "none".
            NODES names the nodes to ask, such as 127.0.0.1:9081,127.0.0.1:9082""";

    private Numbers() {}

    /** Exit codes: 0 done, 1 failed without effect, 2 wrong usage, 3 it is not known whether it took effect. */
    public static void main(String[] args) {
        String nodes = System.getenv().getOrDefault("NODES", "127.0.0.1:9081,127.0.0.1:9082,127.0.0.1:9083");
        try (Client client = RemoteClient.connect(nodes.split(","))) {
            System.out.println(execute(client, args));
        } catch (EngineException e) {
            System.err.println(e.getMessage());
            System.exit(e.outcome() == Outcome.UNKNOWN ? 3 : 1);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage() + "\n" + USAGE);
            System.exit(2);
        }
    }

    static String execute(Client client, String... args) {
        String command = args.length == 0 ? "" : args[0];
        int operands = switch (command) {
            case "cas" -> 3;
            case "put" -> 2;
            case "delete", "get", "sget", "lget" -> 1;
            default -> throw new IllegalArgumentException("unknown command: " + command);
        };
        if (args.length != operands + 1) {
            throw new IllegalArgumentException(command + " takes " + operands + " number(s)");
        }
        Bytes key = bytes(args[1]);
        return switch (command) {
            case "put" -> "stored, revision " + client.put(key, bytes(args[2])).revision();
            case "delete" -> client.delete(key).succeeded() ? "deleted" : "there was no such key";
            case "cas" -> swap(client, key, args[2], bytes(args[3]));
            case "get" -> read(client, key, ReadOptions.EVENTUAL);
            case "sget" -> read(client, key, ReadOptions.LEASE);
            default -> read(client, key, ReadOptions.LINEARIZABLE);
        };
    }

    private static String swap(Client client, Bytes key, String expected, Bytes value) {
        boolean swapped = client.compareAndSwap(key, expected.equals("none") ? null : bytes(expected), value)
                .succeeded();
        return swapped ? "swapped" : "not swapped: the key holds something else";
    }

    private static String read(Client client, Bytes key, ReadOptions options) {
        return client.get(key, options).map(found -> text(found.value())).orElse("key not found");
    }

    private static Bytes bytes(String number) {
        try {
            return Bytes.wrap(ByteBuffer.allocate(Long.BYTES)
                    .putLong(Long.parseUnsignedLong(number))
                    .array());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("not a number from 0 to 18446744073709551615: " + number, e);
        }
    }

    private static String text(Bytes value) {
        return value.length() == Long.BYTES
                ? Long.toUnsignedString(value.asByteBuffer().getLong())
                : "not a number: " + value;
    }
}
