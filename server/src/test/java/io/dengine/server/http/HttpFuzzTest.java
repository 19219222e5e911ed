package io.dengine.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.api.ReadLevel;
import io.dengine.server.FakeNode;
import io.dengine.server.access.AdminAccess;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * What nobody would send, over HTTP: request lines, queries, headers, JSON. Each connection gets answers and no
 * exception, none of them blames the node, and only what was understood reaches the store.
 */
class HttpFuzzTest {
    private static final long SEED = 815;
    private static final int INPUTS = Integer.getInteger("fuzz.inputs", 20_000);
    private static final long MOST_NANOS = TimeUnit.MILLISECONDS.toNanos(Long.getLong("fuzz.millis", 2_000));
    private static final int FEWEST = 300;
    private static final int LEAST_STATUS = 200;
    private static final String SPECIAL = "{}[]\":,\\%&=?/ \r\n\0-e";

    private static final List<String> GOOD = List.of(
            post("/put", "{\"key\":\"a\",\"value\":\"b\",\"ttl_ms\":1000}"),
            post("/put", "{\"key_base64\":\"YQ==\",\"value_base64\":\"Yg==\"}"),
            post("/cas", "{\"key\":\"a\",\"expected\":\"b\",\"value\":\"c\"}"),
            post("/delete", "{\"key\":\"a\"}"),
            post("/promote", "{\"node_id\":4}"),
            post("/join", "{\"node_id\":5,\"address\":\"127.0.0.1:9085\"}"),
            post("/remove", "{\"node_ids\":[2]}"),
            get("/get?key=a&consistency=linearizable"),
            get("/get?key_base64=YQ%3D%3D"),
            get("/scan?prefix=a&limit=10"),
            get("/cluster"),
            get("/health"),
            "HEAD /get?key=a HTTP/1.1\r\nHost: x\r\n\r\n",
            "POST /put HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"key\r\n0\r\n\r\n",
            "PUT /put HTTP/1.0\r\nContent-Length: 2\r\n\r\n{}");

    private final FakeNode fake = new FakeNode();
    private final JsonGateway gateway = new JsonGateway(
            fake,
            fake,
            new GatewayConfig("1.2.3", ReadLevel.LINEARIZABLE, true, 64, 256, 100, Set.of("x"), AdminAccess.open()));
    private final SplittableRandom random = new SplittableRandom(SEED);

    private static String post(String target, String json) {
        return "POST " + target + " HTTP/1.1\r\nHost: x\r\nContent-Length: " + json.length() + "\r\n\r\n" + json;
    }

    private static String get(String target) {
        return "GET " + target + " HTTP/1.1\r\nHost: x\r\n\r\n";
    }

    private byte[] input() {
        byte[] input = GOOD.get(random.nextInt(GOOD.size())).getBytes(StandardCharsets.ISO_8859_1);
        for (int changes = random.nextInt(5); changes > 0; changes--) {
            int at = random.nextInt(input.length);
            switch (random.nextInt(4)) {
                case 0 -> input[at] = (byte) random.nextInt(256);
                case 1 -> input[at] = (byte) SPECIAL.charAt(random.nextInt(SPECIAL.length()));
                case 2 -> {
                    byte[] longer = Arrays.copyOf(input, input.length + 1);
                    System.arraycopy(input, at, longer, at + 1, input.length - at);
                    input = longer;
                }
                default -> {
                    System.arraycopy(input, at + 1, input, at, input.length - at - 1);
                    input = Arrays.copyOf(input, Math.max(1, input.length - 1));
                }
            }
        }
        return input;
    }

    private List<Integer> statusesOf(byte[] input) {
        EmbeddedChannel channel = new EmbeddedChannel();
        HttpConnection.addTo(
                channel.pipeline(), gateway, new HttpLimits(4096, 4096, 8192, 20_000, 20_000, 20_000, 20_000));
        try {
            channel.writeInbound(Unpooled.wrappedBuffer(input));
            channel.runPendingTasks();
            channel.checkException();
            StringBuilder text = new StringBuilder();
            for (Object out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
                ByteBuf bytes = (ByteBuf) out;
                text.append(bytes.toString(StandardCharsets.ISO_8859_1));
                bytes.release();
            }
            return statuses(text.toString());
        } finally {
            channel.finishAndReleaseAll();
        }
    }

    private static List<Integer> statuses(String text) {
        List<Integer> statuses = new ArrayList<>();
        for (int at = text.indexOf("HTTP/1.1 "); at >= 0; at = text.indexOf("HTTP/1.1 ", at + 1)) {
            statuses.add(Integer.parseInt(text, at + 9, at + 12, 10));
        }
        return statuses;
    }

    @Test
    void everyRequestIsAnsweredOrWaitedFor() {
        for (String good : GOOD) {
            assertThat(statusesOf(good.getBytes(StandardCharsets.ISO_8859_1)))
                    .as(good)
                    .hasSize(1);
        }
    }

    @Test
    void noRequestMakesTheNodeFail() {
        long startNanos = System.nanoTime();
        int count = 0;
        while (count < INPUTS && (count < FEWEST || System.nanoTime() - startNanos < MOST_NANOS)) {
            byte[] input = input();
            String text = new String(input, StandardCharsets.ISO_8859_1);
            for (int status : statusesOf(input)) {
                assertThat(status)
                        .as("input " + count + ": " + text)
                        .isGreaterThanOrEqualTo(LEAST_STATUS)
                        .isNotEqualTo(500);
            }
            count++;
        }
        System.out.println("http: " + count + " inputs");
    }
}
