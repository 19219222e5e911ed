package io.dengine.server.http;

import io.dengine.api.KeyValue;
import io.dengine.api.RangeQuery;
import io.dengine.api.ReadLevel;
import io.dengine.api.ReadOptions;
import io.dengine.api.Rows;
import io.dengine.bytes.Bytes;
import io.dengine.call.Answer;
import io.dengine.call.Call;
import io.dengine.call.CallTarget;
import io.dengine.call.RowList;
import io.dengine.command.Command;
import io.dengine.kv.store.Limits;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;

/** The routes that read and write keys. */
final class KeyValueRoutes {
    static final Parameters PUT =
            Parameters.queryOrBody("key", "key_base64", "value", "value_base64", "ttl_secs", "ttl_ms");
    static final Parameters GET = Parameters.queryOrBody("key", "key_base64", "consistency");
    static final Parameters DELETE = Parameters.queryOrBody("key", "key_base64");
    static final Parameters CAS =
            Parameters.queryOrBody("key", "key_base64", "expected", "expected_base64", "value", "value_base64");
    static final Parameters SCAN = Parameters.queryOrBody(
            "prefix", "prefix_base64", "after", "after_base64", "limit", "revision", "consistency");

    /** The TTL of a key that lives until it is deleted or overwritten. */
    private static final long NO_TTL = 0;

    private static final long NO_LEASE = 0;

    private static final int STANDARD_SCAN_ROWS = 1_000;

    private final CallTarget target;
    private final GatewayConfig config;
    private final Answers answers;

    KeyValueRoutes(CallTarget target, GatewayConfig config, Answers answers) {
        this.target = target;
        this.config = config;
        this.answers = answers;
    }

    void put(HttpExchange exchange, Arguments arguments) {
        Bytes key = key(arguments, config);
        Bytes value = value(arguments.bytes("value"));
        answers.whenWritten(
                write(new Command.Put(key, value, ttlMillis(arguments), NO_LEASE)),
                exchange,
                done -> Answers.ok(new JsonText().beginObject().field("revision", done.revision())));
    }

    void delete(HttpExchange exchange, Arguments arguments) {
        answers.whenWritten(
                write(new Command.Delete(key(arguments, config))),
                exchange,
                done -> Answers.ok(new JsonText()
                        .beginObject()
                        .field("deleted", done.succeeded())
                        .field("revision", done.revision())));
    }

    void compareAndSwap(HttpExchange exchange, Arguments arguments) {
        answers.whenWritten(
                write(new Command.CompareAndSwap(
                        key(arguments, config), arguments.optionalBytes("expected"), value(arguments.bytes("value")))),
                exchange,
                done -> Answers.ok(new JsonText()
                        .beginObject()
                        .field("succeeded", done.succeeded())
                        .field("revision", done.revision())));
    }

    private CompletableFuture<Answer> write(Command command) {
        return target.call(new Call.Write(command));
    }

    void get(HttpExchange exchange, Arguments arguments) {
        Bytes key = key(arguments, config);
        answers.whenRead(
                target.call(new Call.ReadKeys(List.of(key), options(arguments)), rows(exchange)),
                exchange,
                KeyValueRoutes::found);
    }

    private static RowList rows(HttpExchange exchange) {
        return new RowList(exchange.memory()::change);
    }

    private static HttpReply found(Rows found) {
        if (found.rows().isEmpty()) {
            return JsonError.reply(ErrorCode.KEY_NOT_EXIST, "the key does not exist at revision " + found.revision());
        }
        JsonText json = new JsonText().beginObject();
        writeFields(found.rows().get(0), json);
        return Answers.ok(json.field("revision", found.revision()));
    }

    void scan(HttpExchange exchange, Arguments arguments) {
        Bytes prefix = limitedKey(arguments.bytes("prefix"), config);
        Bytes after = arguments.optionalBytes("after");
        int standard = Math.min(STANDARD_SCAN_ROWS, config.maxScanRows());
        int limit = (int) arguments.number("limit", 1, config.maxScanRows(), standard);
        long revision = arguments.number("revision", 0, Long.MAX_VALUE, 0);
        RangeQuery query = RangeQuery.prefix(prefix).limit(limit);
        Call read = new Call.ReadRange(
                after == null ? query : query.after(limitedKey(after, config)),
                // A node that lags behind the one that returned the first rows waits until it has caught up.
                options(arguments).asOf(revision).notBefore(revision));
        answers.whenRead(target.call(read, rows(exchange)), exchange, KeyValueRoutes::scanned);
    }

    private static HttpReply scanned(Rows found) {
        JsonText json = new JsonText().beginObject().beginArray("items");
        for (KeyValue row : found.rows()) {
            json.beginObject();
            writeFields(row, json);
            json.end();
        }
        json.end().field("revision", found.revision()).field("more", found.more());
        if (found.more()) {
            json.field("next", found.rows().get(found.rows().size() - 1).key());
        }
        return Answers.ok(json);
    }

    private static void writeFields(KeyValue row, JsonText json) {
        json.field("key", row.key())
                .field("value", row.value())
                .field("create_revision", row.createRevision())
                .field("mod_revision", row.modRevision())
                .field("version", row.version());
    }

    private ReadOptions options(Arguments arguments) {
        return new ReadOptions(level(arguments), 0, 0);
    }

    private ReadLevel level(Arguments arguments) {
        String name = arguments.optionalText("consistency");
        if (name == null) {
            return config.defaultLevel();
        }
        ReadLevel level = switch (name.toLowerCase(Locale.ROOT)) {
            case "linearizable", "l", "linearizableread" -> ReadLevel.LINEARIZABLE;
            case "lease", "leaseread" -> ReadLevel.LEASE;
            case "eventual", "e", "eventualconsistency" -> ReadLevel.EVENTUAL;
            default -> throw new BadRequestException("'consistency' must be linearizable, lease or eventual");
        };
        return config.clientsChooseLevel() ? level : config.defaultLevel();
    }

    static Bytes key(Arguments arguments, GatewayConfig config) {
        return limitedKey(arguments.bytes("key"), config);
    }

    private static Bytes limitedKey(Bytes key, GatewayConfig config) {
        if (key.length() > config.maxKeyBytes()) {
            throw new BadRequestException(
                    413, "the key has " + key.length() + " bytes, the limit is " + config.maxKeyBytes());
        }
        return key;
    }

    private Bytes value(Bytes value) {
        if (value.length() > config.maxValueBytes()) {
            throw new BadRequestException(
                    413, "the value has " + value.length() + " bytes, the limit is " + config.maxValueBytes());
        }
        return value;
    }

    private static long ttlMillis(Arguments arguments) {
        if (arguments.has("ttl_secs") && arguments.has("ttl_ms")) {
            throw new BadRequestException("give 'ttl_secs' or 'ttl_ms', not both");
        }
        long seconds = arguments.number("ttl_secs", 0, Limits.MAX_TTL_MILLIS / 1000, 0);
        return seconds > 0 ? seconds * 1000 : arguments.number("ttl_ms", 0, Limits.MAX_TTL_MILLIS, NO_TTL);
    }
}
