package io.dengine.server.http;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.Socket;
import java.util.stream.Collectors;

/**
 * An answer as a client sees it. Of an endless stream only the head is read.
 *
 * @param contentType empty if there is none
 */
record Answered(int status, String contentType, String body) {
    static final String STREAM = "text/event-stream";

    static Answered send(GatewayServer server, String method, String target, String headers, String body)
            throws IOException {
        byte[] content = GatewayServer.bytes(body);
        String length = content.length == 0 ? "" : "Content-Length: " + content.length + "\r\n";
        return send(
                server,
                method + " " + target + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + headers + length + "\r\n"
                        + body);
    }

    static Answered send(GatewayServer server, String request) throws IOException {
        try (Socket socket = server.connect()) {
            socket.getOutputStream().write(GatewayServer.bytes(request));
            BufferedReader in = GatewayServer.reader(socket);
            int status = Integer.parseInt(in.readLine().split(" ")[1]);
            String type = "";
            for (String line = in.readLine(); !line.isEmpty(); line = in.readLine()) {
                if (line.startsWith("content-type: ")) {
                    type = line.substring("content-type: ".length());
                }
            }
            return new Answered(
                    status, type, type.equals(STREAM) ? "" : in.lines().collect(Collectors.joining("\n")));
        }
    }
}
