package io.dengine.transport;

import io.dengine.bytes.Bytes;
import io.dengine.engine.port.PeerMessage;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** One end of a connection between peers in the hands of a test, which may say on it whatever it likes. */
final class RawConnection implements Closeable {
    private final Socket socket;

    private RawConnection(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(20_000);
    }

    /** Dials, and says the magic. */
    static RawConnection dial(int port) throws IOException {
        return over(new Socket(InetAddress.getLoopbackAddress(), port));
    }

    /** Says the magic on a connection that was dialled, perhaps encrypted. */
    static RawConnection over(Socket socket) throws IOException {
        RawConnection dialled = new RawConnection(socket);
        dialled.send(Handshake.MAGIC);
        return dialled;
    }

    /** Waits until somebody dials, and has read the magic. */
    static RawConnection accept(ServerSocket listener) throws IOException {
        RawConnection accepted = new RawConnection(listener.accept());
        accepted.socket.getInputStream().readNBytes(Handshake.MAGIC.length());
        return accepted;
    }

    void send(Bytes bytes) throws IOException {
        socket.getOutputStream().write(bytes.toArray());
        socket.getOutputStream().flush();
    }

    void say(Handshake frame) throws IOException {
        send(frame.encode());
    }

    void say(PeerMessage message) throws IOException {
        send(PeerCodec.encode(message));
    }

    /** The next frame of the handshake; fails where the connection has ended. */
    Handshake hear() throws IOException {
        InputStream in = socket.getInputStream();
        byte[] header = in.readNBytes(PeerCodec.HEADER_BYTES);
        if (header.length < PeerCodec.HEADER_BYTES) {
            throw new EOFException("the connection has ended");
        }
        int length = (header[0] & 0xFF) | (header[1] & 0xFF) << 8;
        return Handshake.decodeBody(Bytes.wrap(in.readNBytes(length)));
    }

    /** The next frame of this kind. */
    <T extends Handshake> T hear(Class<T> kind) throws IOException {
        Handshake heard = hear();
        while (!kind.isInstance(heard)) {
            heard = hear();
        }
        return kind.cast(heard);
    }

    /** Reads and drops whatever comes, until the connection ends. */
    void drain() throws IOException {
        socket.getInputStream().transferTo(OutputStream.nullOutputStream());
    }

    /** Whether the other end closes it, whatever it says before. */
    boolean ends() throws IOException {
        try {
            while (true) {
                hear();
            }
        } catch (EOFException e) {
            return true;
        } catch (java.net.SocketException e) {
            return true; // reset, as something that was sent had not been read
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
