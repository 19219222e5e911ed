package io.dengine.formats;

import io.dengine.bytes.Bytes;
import io.dengine.bytes.BytesReader;
import io.dengine.bytes.BytesWriter;
import io.dengine.call.Answer;
import io.dengine.call.ClientFrame;
import io.dengine.call.NodeFrame;
import io.dengine.call.WatchItem;
import io.dengine.command.Command;
import io.dengine.command.Reply;
import io.dengine.core.log.Entry;
import io.dengine.core.log.SnapshotMeta;
import io.dengine.core.membership.Configuration;
import io.dengine.engine.port.PeerMessage;
import io.dengine.transport.PeerCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** All encodings of single values. Encodings of many values, such as a log, are among the {@link Targets}. */
final class Formats {
    private static final long CONFIGURATION_INDEX = 7;
    private static final int FRAME_HEADER_BYTES = 8;

    private Formats() {}

    static List<Format> all() {
        return List.of(
                Format.of("command", Command.class, Command::encode, Command::decode),
                Format.of("reply", Reply.class, Reply::encode, Reply::decode),
                Format.of("entry", Entry.class, written((entry, out) -> entry.writeTo(out)), read(Entry::readFrom)),
                configuration(),
                Format.of(
                        "snapshot-meta",
                        SnapshotMeta.class,
                        written((meta, out) -> meta.writeTo(out)),
                        read(SnapshotMeta::readFrom)),
                Format.of("peer-message", PeerMessage.class, PeerCodec::encode, PeerCodec::decode),
                protocol(),
                Hidden.record("stored-state", "io.dengine.wal.StoredState"),
                handshake(),
                Format.of(
                        "client-frame",
                        ClientFrame.class,
                        written((frame, out) -> frame.writeTo(out)),
                        ClientFrame::decode),
                Format.of(
                        "node-frame", NodeFrame.class, written((frame, out) -> frame.writeTo(out)), NodeFrame::decode),
                Format.of(
                        "answer", Answer.class, written((answer, out) -> answer.writeTo(out)), read(Answer::readFrom)),
                Format.of(
                        "watch-item",
                        WatchItem.class,
                        written((item, out) -> item.writeTo(out)),
                        read(WatchItem::readFrom)));
    }

    private static Format configuration() {
        return Format.of(
                "configuration",
                Configuration.class,
                Configuration::encode,
                bytes -> Configuration.decode(CONFIGURATION_INDEX, bytes));
    }

    /** Returns the format of the protocol messages that peers exchange. */
    private static Format protocol() {
        List<Object> messages = new ArrayList<>();
        for (Object message : Samples.of(io.dengine.core.message.Message.class)) {
            messages.add(message);
        }
        return new Format(
                "protocol-message",
                messages,
                message -> PeerCodec.encode(new PeerMessage.Protocol((io.dengine.core.message.Message) message)),
                PeerCodec::decode);
    }

    /** Returns the format of the handshake between peers, without the length and checksum of its frame. */
    private static Format handshake() {
        Class<?> type = Hidden.type("io.dengine.transport.Handshake");
        return new Format(
                "handshake",
                Samples.of(type),
                value -> {
                    BytesWriter writer = new BytesWriter(64);
                    Hidden.write(type, "writeFrame", value, writer);
                    return writer.toBytes().slice(FRAME_HEADER_BYTES);
                },
                bytes -> Hidden.call(type, "decodeBody", bytes));
    }

    private static <T> Function<T, Bytes> written(BiConsumer<T, BytesWriter> write) {
        return value -> {
            BytesWriter writer = new BytesWriter(64);
            write.accept(value, writer);
            return writer.toBytes();
        };
    }

    private static Function<Bytes, Object> read(Function<BytesReader, ?> read) {
        return bytes -> {
            BytesReader reader = new BytesReader(bytes);
            Object value = read.apply(reader);
            reader.expectEnd();
            return value;
        };
    }
}
