package io.dengine.microbench;

import io.dengine.bytes.Bytes;
import io.dengine.command.Command;
import io.dengine.command.Reply;
import io.dengine.core.log.EntryId;
import io.dengine.core.message.Message;
import io.dengine.engine.port.PeerMessage;
import io.dengine.transport.PeerCodec;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Encodes and decodes commands, replies and messages between nodes. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class Codecs {
    private static final int ENTRIES = 64;

    private final Command put = Samples.put(1);
    private final Bytes encodedPut = put.encode();
    private final Reply reply = new Reply.Written(1_000_000, true, 1);
    private final Bytes encodedReply = reply.encode();
    private final PeerMessage append =
            new PeerMessage.Protocol(new Message.Append(3, 5, 7, new EntryId(0, 1), 0, Samples.entries(1, ENTRIES)));
    private final Bytes encodedAppend = PeerCodec.encode(append);

    /** Encodes a put of 256 bytes. */
    @Benchmark
    public Bytes encodePut() {
        return put.encode();
    }

    /** Decodes a put of 256 bytes. */
    @Benchmark
    public Command decodePut() {
        return Command.decode(encodedPut);
    }

    /** Encodes the reply to a put. */
    @Benchmark
    public Bytes encodeReply() {
        return reply.encode();
    }

    /** Decodes the reply to a put. */
    @Benchmark
    public Reply decodeReply() {
        return Reply.decode(encodedReply);
    }

    /** Encodes an append of 64 puts, including its checksum. */
    @Benchmark
    public Bytes encodeAppend() {
        return PeerCodec.encode(append);
    }

    /** Decodes an append of 64 puts, including its checksum. */
    @Benchmark
    public PeerMessage decodeAppend() {
        return PeerCodec.decode(encodedAppend);
    }
}
