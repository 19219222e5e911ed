package io.dengine.server.http;

import io.dengine.api.ReadLevel;
import io.dengine.server.FakeNode;
import io.dengine.server.access.AdminAccess;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The gateway over a fake fake on a port of its own, and clients that speak to it. */
final class GatewayServer implements AutoCloseable {
    static final int MAX_KEY_BYTES = 64;
    static final int MAX_VALUE_BYTES = 256;

    final FakeNode fake = new FakeNode();
    final JsonGateway gateway;
    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final Channel channel;

    GatewayServer() throws InterruptedException {
        this(AdminAccess.open());
    }

    GatewayServer(AdminAccess admin) throws InterruptedException {
        gateway = new JsonGateway(
                fake,
                fake,
                new GatewayConfig(
                        "1.2.3",
                        ReadLevel.LINEARIZABLE,
                        true,
                        MAX_KEY_BYTES,
                        MAX_VALUE_BYTES,
                        100,
                        Set.of("x"),
                        admin));
        HttpLimits limits = new HttpLimits(4096, 4096, 8192, 20_000, 20_000, 20_000, 20_000);
        channel = new ServerBootstrap()
                .group(loops)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel ch) {
                        HttpConnection.addTo(ch.pipeline(), gateway, limits);
                    }
                })
                .bind(new InetSocketAddress("127.0.0.1", 0))
                .sync()
                .channel();
    }

    /** A status and a body. */
    record Answer(int status, String head, String body) {}

    Socket connect() throws IOException {
        Socket socket =
                new Socket(InetAddress.getByName("127.0.0.1"), ((InetSocketAddress) channel.localAddress()).getPort());
        socket.setSoTimeout(20_000);
        return socket;
    }

    Answer get(String target) throws IOException {
        return request("GET", target, "");
    }

    Answer post(String target, String json) throws IOException {
        return request("POST", target, json);
    }

    Answer request(String method, String target, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return raw(method + " " + target + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: "
                + bytes.length + "\r\n\r\n" + body);
    }

    /** With a target that ends in bytes as they are. */
    Answer request(String method, String target, byte[] rest) throws IOException {
        return raw(
                (method + " " + target).getBytes(StandardCharsets.UTF_8),
                rest,
                " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.UTF_8));
    }

    /** With a body of bytes as they are. */
    Answer post(String target, byte[]... body) throws IOException {
        int length = Stream.of(body).mapToInt(part -> part.length).sum();
        String head = "POST " + target + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: " + length
                + "\r\n\r\n";
        return raw(Stream.concat(Stream.of(head.getBytes(StandardCharsets.UTF_8)), Stream.of(body))
                .toArray(byte[][]::new));
    }

    /** Sends bytes as they are, and reads until the server closes. */
    Answer raw(String request) throws IOException {
        return raw(request.getBytes(StandardCharsets.UTF_8));
    }

    /** Sends a request in two pieces, and answers the last answer. */
    Answer inTwo(String request, int cut) throws IOException {
        try (Socket socket = connect()) {
            socket.setTcpNoDelay(true);
            socket.getOutputStream().write(request.substring(0, cut).getBytes(StandardCharsets.UTF_8));
            loops.submit(() -> {}).awaitUninterruptibly(); // most often, the first piece is read alone
            socket.getOutputStream().write(request.substring(cut).getBytes(StandardCharsets.UTF_8));
            String answers = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return parse(answers.substring(answers.lastIndexOf("HTTP/1.1 ")));
        }
    }

    private Answer raw(byte[]... request) throws IOException {
        try (Socket socket = connect()) {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            for (byte[] part : request) {
                all.write(part);
            }
            socket.getOutputStream().write(all.toByteArray());
            return parse(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    static Answer parse(String text) {
        int bodyStart = text.indexOf("\r\n\r\n");
        return new Answer(
                Integer.parseInt(text.substring(9, 12)), text.substring(0, bodyStart), text.substring(bodyStart + 4));
    }

    @Override
    public void close() {
        channel.close().awaitUninterruptibly();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    /** The answer on {@code socket}, line by line. */
    static BufferedReader reader(Socket socket) throws IOException {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    /** Passes over lines until one begins so. */
    static String lineStartingWith(BufferedReader in, String start) throws IOException {
        String line = in.readLine();
        while (line != null && !line.startsWith(start)) {
            line = in.readLine();
        }
        return Objects.requireNonNull(line);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
