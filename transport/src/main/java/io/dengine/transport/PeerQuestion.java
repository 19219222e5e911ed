package io.dengine.transport;

import io.dengine.bytes.Bytes;
import io.dengine.bytes.BytesWriter;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Asks a node one question on a connection of its own, without proof of identity: for questions that come before two
 * nodes know each other, such as a request to join, and for questions that are rare. With a secret both sides prove
 * that they know it.
 */
public final class PeerQuestion {
    static final Listener NOBODY =
            question -> CompletableFuture.failedFuture(new IOException("this node answers no questions"));

    private final TransportConfig config;
    private final EventLoopGroup loops;
    private final SecureRandom ids = new SecureRandom();

    /** Answers questions. */
    @FunctionalInterface
    public interface Listener {
        /**
         * Answers with at most 60 KiB. Runs on an event loop, so it must not block. If the future fails, the sender of
         * the question receives only the message.
         */
        CompletableFuture<Bytes> answer(Bytes question);

        /**
         * Answers a peer that has proven its identity and used {@link PeerTransport#ask}; otherwise as {@link #answer}.
         */
        default CompletableFuture<Bytes> answerMember(Bytes question) {
            return answer(question);
        }
    }

    /** @param loops of the NIO kind; they belong to the caller */
    public PeerQuestion(TransportConfig config, EventLoopGroup loops) {
        this.config = config;
        this.loops = loops;
    }

    /**
     * Asks the node at {@code address}.
     *
     * @param question at most 1,000 bytes
     * @param patienceMillis the maximum time for the answer, in milliseconds
     * @return fails with {@link ConnectException} if the question was certainly not sent, and with another
     *     {@link IOException} if it was, or may have been, and no answer came
     */
    public CompletableFuture<Bytes> ask(HostPort address, Bytes question, long patienceMillis) {
        CompletableFuture<Bytes> answer = new CompletableFuture<>();
        // Name resolution may take long, and must block neither the caller nor an event loop.
        Thread.ofVirtual().name("d-engine-ask").start(() -> connect(address, question, answer, patienceMillis));
        return answer;
    }

    private void connect(HostPort address, Bytes question, CompletableFuture<Bytes> answer, long patienceMillis) {
        Bootstrap bootstrap = new Bootstrap()
                .group(loops)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, config.connectTimeoutMillis())
                .option(ChannelOption.TCP_NODELAY, true)
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        config.encrypt(channel, address.dialledHost(), address.port());
                        channel.pipeline()
                                .addLast(
                                        new IdleStateHandler(
                                                config.silenceMillis(), config.pingMillis(), 0, TimeUnit.MILLISECONDS),
                                        answerDecoder(),
                                        new Asking(
                                                new Handshake.Question(
                                                        ids.nextLong(),
                                                        question,
                                                        Proof.ofQuestion(
                                                                config.trust().secret(), question)),
                                                config.trust().secret(),
                                                answer,
                                                patienceMillis));
                    }
                });
        InetSocketAddress target = new InetSocketAddress(address.dialledHost(), address.port());
        if (target.isUnresolved()) {
            answer.completeExceptionally(new ConnectException("the host name is unknown"));
            return;
        }
        try {
            ChannelFuture connecting = bootstrap.connect(target);
            Channels.whenDone(connecting, () -> {
                if (!connecting.isSuccess()) {
                    answer.completeExceptionally(new ConnectException(PeerLink.describe(connecting.cause())));
                }
            });
        } catch (RejectedExecutionException | IllegalStateException e) {
            answer.completeExceptionally(new ConnectException("this node is closing"));
        }
    }

    private static FrameDecoder answerDecoder() {
        FrameDecoder decoder = new FrameDecoder(false);
        decoder.allowBodyBytes(Handshake.MAX_REPLY_BYTES);
        return decoder;
    }

    /** Sends the question, sends pings, and waits for the answer. */
    private static final class Asking extends SimpleChannelInboundHandler<Bytes> {
        private final Handshake.Question question;
        private final @Nullable PeerSecret secret;
        private final CompletableFuture<Bytes> answer;
        private final long patienceMillis;

        Asking(
                Handshake.Question question,
                @Nullable PeerSecret secret,
                CompletableFuture<Bytes> answer,
                long patienceMillis) {
            this.question = question;
            this.secret = secret;
            this.answer = answer;
            this.patienceMillis = patienceMillis;
        }

        @Override
        public void channelActive(ChannelHandlerContext context) {
            BytesWriter writer = new BytesWriter(256);
            writer.writeRaw(Handshake.MAGIC);
            question.writeFrame(writer);
            Channels.writeFlushed(context.channel(), writer);
            var deadline = context.executor()
                    .schedule(() -> fail(context, "no answer in time"), patienceMillis, TimeUnit.MILLISECONDS);
            Channels.whenDone(context.channel().closeFuture(), () -> deadline.cancel(false));
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, Bytes body) {
            switch (Handshake.decodeBody(body)) {
                case Handshake.Reply reply -> {
                    if (reply.failed()) {
                        fail(context, reply.text().toUtf8());
                        return;
                    }
                    Bytes text = Proof.opened(secret, question, reply.text());
                    if (text == null) {
                        fail(context, "its answer does not prove that it knows the secret of the peers");
                        return;
                    }
                    answer.complete(text);
                    Channels.close(context.channel());
                }
                case Handshake.Refused refused -> fail(context, "refused by the other side: " + refused.reason());
                case Handshake.Warned warned -> {
                    // Does not concern a question.
                }
                case Handshake.Ping ping -> Channels.writeFlushed(context.channel(), new Handshake.Pong());
                case Handshake.Pong pong -> {
                    // Its arrival is all that matters.
                }
                default -> fail(context, "it does not answer the question");
            }
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event instanceof IdleStateEvent idle) {
                switch (idle.state()) {
                    case WRITER_IDLE -> Channels.writeFlushed(context.channel(), new Handshake.Ping());
                    case READER_IDLE, ALL_IDLE -> fail(context, "the other side went silent");
                }
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            fail(context, PeerLink.describe(cause));
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            fail(context, "the connection ended without an answer");
        }

        private void fail(ChannelHandlerContext context, String why) {
            answer.completeExceptionally(new IOException(why));
            Channels.close(context.channel());
        }
    }
}
