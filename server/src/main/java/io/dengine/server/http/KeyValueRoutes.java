package io.dengine.server.http;

import io.dengine.bytes.Bytes;
import io.dengine.kv.store.Limits;
import io.dengine.server.api.ErrorCode;
import io.dengine.server.api.KeyValue;
import io.dengine.server.api.KvFacade;
import io.dengine.server.api.ReadOutcome;
import io.dengine.server.api.ReadPolicy;
import io.dengine.server.api.ScanSpec;
import java.util.List;
import java.util.Locale;

/** The routes that read and write keys. */
final class KeyValueRoutes {
    private static final List<String> SCAN_ARGUMENTS =
            List.of("prefix", "prefix_base64", "after", "after_base64", "limit", "revision", "consistency");

    private static final int STANDARD_SCAN_ROWS = 1_000;

    private final KvFacade facade;
    private final GatewayConfig config;
    private final Answers answers;

    KeyValueRoutes(KvFacade facade, GatewayConfig config, Answers answers) {
        this.facade = facade;
        this.config = config;
        this.answers = answers;
    }

    void put(HttpExchange exchange) {
        Arguments arguments =
                Arguments.of(exchange, List.of("key", "key_base64", "value", "value_base64", "ttl_secs", "ttl_ms"));
        Bytes key = key(arguments, config);
        Bytes value = value(arguments.bytes("value"));
        answers.whenDone(
                facade.put(key, value, ttlMillis(arguments)),
                exchange,
                done -> Answers.ok(new JsonText().beginObject().field("revision", done.revision())));
    }

    void delete(HttpExchange exchange) {
        Arguments arguments = Arguments.of(exchange, List.of("key", "key_base64"));
        answers.whenDone(
                facade.delete(key(arguments, config)),
                exchange,
                done -> Answers.ok(new JsonText()
                        .beginObject()
                        .field("deleted", done.succeeded())
                        .field("revision", done.revision())));
    }

    void compareAndSwap(HttpExchange exchange) {
        Arguments arguments = Arguments.of(
                exchange, List.of("key", "key_base64", "expected", "expected_base64", "value", "value_base64"));
        answers.whenDone(
                facade.compareAndSwap(
                        key(arguments, config), arguments.optionalBytes("expected"), value(arguments.bytes("value"))),
                exchange,
                done -> Answers.ok(new JsonText()
                        .beginObject()
                        .field("succeeded", done.succeeded())
                        .field("revision", done.revision())));
    }

    void get(HttpExchange exchange) {
        Arguments arguments = Arguments.of(exchange, List.of("key", "key_base64", "consistency"));
        Bytes key = key(arguments, config);
        answers.whenRead(facade.get(List.of(key), policy(arguments)), exchange, KeyValueRoutes::found);
    }

    private static HttpReply found(ReadOutcome outcome) {
        if (outcome.rows().isEmpty()) {
            return JsonError.reply(ErrorCode.KEY_NOT_EXIST, "the key does not exist at revision " + outcome.revision());
        }
        JsonText json = new JsonText().beginObject();
        writeFields(outcome.rows().get(0), json);
        return Answers.ok(json.field("revision", outcome.revision()));
    }

    void scan(HttpExchange exchange) {
        Arguments arguments = Arguments.of(exchange, SCAN_ARGUMENTS);
        Bytes prefix = limitedKey(arguments.bytes("prefix"), config);
        Bytes after = arguments.optionalBytes("after");
        int standard = Math.min(STANDARD_SCAN_ROWS, config.maxScanRows());
        int limit = (int) arguments.number("limit", 1, config.maxScanRows(), standard);
        long revision = arguments.number("revision", 0, Long.MAX_VALUE, ScanSpec.NEWEST);
        ScanSpec spec = new ScanSpec(prefix, after == null ? null : limitedKey(after, config), limit, revision);
        answers.whenRead(facade.scan(spec, policy(arguments)), exchange, KeyValueRoutes::scanned);
    }

    private static HttpReply scanned(ReadOutcome outcome) {
        JsonText json = new JsonText().beginObject().beginArray("items");
        for (KeyValue row : outcome.rows()) {
            json.beginObject();
            writeFields(row, json);
            json.end();
        }
        json.end().field("revision", outcome.revision()).field("more", outcome.more());
        if (outcome.more()) {
            json.field("next", outcome.rows().get(outcome.rows().size() - 1).key());
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

    private ReadPolicy policy(Arguments arguments) {
        String name = arguments.optionalText("consistency");
        if (name == null) {
            return config.defaultPolicy();
        }
        ReadPolicy policy = switch (name.toLowerCase(Locale.ROOT)) {
            case "linearizable", "l", "linearizableread" -> ReadPolicy.LINEARIZABLE;
            case "lease", "leaseread" -> ReadPolicy.LEASE;
            case "eventual", "e", "eventualconsistency" -> ReadPolicy.EVENTUAL;
            default -> throw new BadRequestException("'consistency' must be linearizable, lease or eventual");
        };
        return config.clientsChoosePolicy() ? policy : config.defaultPolicy();
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
        return seconds > 0 ? seconds * 1000 : arguments.number("ttl_ms", 0, Limits.MAX_TTL_MILLIS, KvFacade.NO_TTL);
    }
}
