package io.dengine.server.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dengine.server.FakeNode;
import io.dengine.server.http.HostNames;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ConsoleServerTest {
    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final Samples samples = new Samples();
    private ConsoleServer server;

    @BeforeEach
    void start() throws IOException {
        server = open(0);
    }

    private ConsoleServer open(int port) throws IOException {
        ConsoleServer opened = new ConsoleServer(new InetSocketAddress("127.0.0.1", port), loops);
        opened.serve(samples, new HostNames(Set.of(), new FakeNode()));
        return opened;
    }

    @AfterEach
    void stop() {
        server.close();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    private Socket connect() throws IOException {
        return new Socket("127.0.0.1", server.address().getPort());
    }

    private static BufferedReader send(Socket socket, String request) throws IOException {
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    private String answer(String line, String headers) throws IOException {
        try (Socket socket = connect()) {
            BufferedReader reader = send(socket, line + " HTTP/1.1\r\nConnection: close\r\n" + headers + "\r\n\r\n");
            StringBuilder text = new StringBuilder();
            reader.lines().forEach(each -> text.append(each).append('\n'));
            return text.toString();
        }
    }

    @Test
    void theNewestSampleIsThere() throws IOException {
        assertThat(answer("GET /sample", "Host: localhost")).startsWith("HTTP/1.1 503 ");
        samples.publish(SampleTest.SAMPLE.toJson());
        assertThat(answer("GET /sample", "Host: 127.0.0.1:6670"))
                .startsWith("HTTP/1.1 200 ")
                .endsWith(SampleTest.SAMPLE.toJson().toText() + "\n");
    }

    @Test
    void aStreamBeginsWithTheNewestSampleAndGoesOn() throws IOException {
        samples.publish(SampleTest.SAMPLE.toJson());
        try (Socket socket = connect()) {
            BufferedReader reader = send(socket, "GET /samples HTTP/1.1\r\nHost: localhost\r\n\r\n");
            for (int seen = 0; seen < 3; ) {
                String line = reader.readLine();
                assertThat(line).isNotNull();
                if (line.startsWith("{")) {
                    assertThat(Sample.fromJson(line)).isEqualTo(SampleTest.SAMPLE);
                    seen++;
                    samples.publish(SampleTest.SAMPLE.toJson());
                }
            }
        }
    }

    @Test
    void nothingCanBeWritten() throws IOException {
        samples.publish(SampleTest.SAMPLE.toJson());
        for (String method : new String[] {"POST", "PUT", "DELETE", "OPTIONS"}) {
            for (String path : new String[] {"/sample", "/samples"}) {
                assertThat(answer(method + " " + path, "Host: localhost\r\nContent-Length: 0"))
                        .as(method)
                        .startsWith("HTTP/1.1 405 ");
            }
        }
        assertThat(answer("GET /put", "Host: localhost")).startsWith("HTTP/1.1 404 ");
    }

    @Test
    void aPageOfAnotherOriginIsNotAnswered() throws IOException {
        samples.publish(SampleTest.SAMPLE.toJson());
        assertThat(answer("GET /sample", "Host: evil.example")).startsWith("HTTP/1.1 421 ");
        assertThat(answer("GET /samples", "Host: localhost\r\nOrigin: https://evil.example"))
                .startsWith("HTTP/1.1 403 ");
    }

    @Test
    void aPortInUseIsAnErrorAtOnce() {
        int port = server.address().getPort();
        assertThatThrownBy(() -> open(port))
                .isInstanceOf(BindException.class)
                .hasMessageStartingWith("cannot listen on 127.0.0.1:" + port + ": ");
    }
}
