package io.dengine.server.call;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.dengine.api.KeyValue;
import io.dengine.api.Rows;
import io.dengine.bytes.Bytes;
import io.dengine.bytes.BytesWriter;
import io.dengine.call.Answer;
import io.dengine.call.AnswerRoom;
import io.dengine.call.NodeFrame;
import io.dengine.server.memory.ChannelMemory;
import io.dengine.server.memory.MemoryBudget;
import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.lang.management.ManagementFactory;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CallOutletTest {
    private static final int ROWS = 20_000;
    private static final int VALUE_BYTES = 1_000;
    private static final int PIECE_BYTES = 256 << 10;
    private static final int MOST_IN_THE_CHANNEL = (2 << 20) + PIECE_BYTES;

    private final MemoryBudget budget = new MemoryBudget(256 << 20, MemoryBudget.Listener.NONE);
    private final Client client = new Client();
    private final Buffers buffers = new Buffers();
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final long idleBytes;
    private CallOutlet outlet;

    CallOutletTest() {
        channel.config().setAllocator(buffers);
        assertThat(ChannelMemory.open(channel, budget)).isTrue();
        idleBytes = budget.usedBytes();
        Port port = new Port();
        channel.pipeline().addLast(client, port);
        outlet = new CallOutlet(channel.pipeline().context(port), Long.MAX_VALUE, arrival -> {});
    }

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    /** A client that reads what it is sent, or does not. */
    private static final class Client extends ChannelOutboundHandlerAdapter {
        private boolean reads = true;

        @Override
        public void flush(ChannelHandlerContext context) {
            if (reads) {
                context.flush();
            }
        }
    }

    /** Tells the outlet what happens to its connection. */
    private final class Port extends ChannelInboundHandlerAdapter {
        @Override
        public void channelWritabilityChanged(ChannelHandlerContext context) {
            outlet.goOn();
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            outlet.closed();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable why) {
            assertThat(why).isInstanceOf(ClosedChannelException.class);
        }
    }

    /** Remembers the largest buffer. */
    private static final class Buffers extends AbstractByteBufAllocator {
        private final UnpooledByteBufAllocator buffers = new UnpooledByteBufAllocator(true);
        private int largest;

        Buffers() {
            super(true);
        }

        @Override
        protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
            largest = Math.max(largest, initialCapacity);
            return buffers.directBuffer(initialCapacity, maxCapacity);
        }

        @Override
        protected ByteBuf newHeapBuffer(int initialCapacity, int maxCapacity) {
            largest = Math.max(largest, initialCapacity);
            return buffers.heapBuffer(initialCapacity, maxCapacity);
        }

        @Override
        public boolean isDirectBufferPooled() {
            return false;
        }

        long usedBytes() {
            return buffers.metric().usedDirectMemory() + buffers.metric().usedHeapMemory();
        }
    }

    private static NodeFrame.Answered answer(long id, int rows, int valueBytes) {
        List<KeyValue> all = new ArrayList<>();
        Bytes value = Bytes.wrap(new byte[valueBytes]);
        for (int i = 0; i < rows; i++) {
            all.add(new KeyValue(Bytes.utf8("key " + i), value, 1, i, 1, 0));
        }
        return new NodeFrame.Answered(id, new Answer.Found(new Rows(all, 1, false, rows)));
    }

    /** Has an answer read and written, as for a client. Returns false if it was left out. */
    private boolean write(NodeFrame.Answered frame) {
        Rows found = ((Answer.Found) frame.answer()).rows();
        EncodedRows rows = new EncodedRows(AnswerRoom.UNBOUNDED, buffers);
        found.rows().forEach(rows::add);
        boolean written = outlet.write(frame.id(), found, rows);
        rows.close();
        return written;
    }

    private static Bytes encoded(NodeFrame... frames) {
        BytesWriter writer = new BytesWriter(64);
        for (NodeFrame frame : frames) {
            BytesWriter one = new BytesWriter(64);
            frame.writeTo(one);
            writer.writeInt(one.size()).writeRaw(one.toBytes());
        }
        return writer.toBytes();
    }

    private Bytes received() {
        BytesWriter writer = new BytesWriter(64);
        for (ByteBuf piece = channel.readOutbound(); piece != null; piece = channel.readOutbound()) {
            byte[] bytes = new byte[piece.readableBytes()];
            piece.readBytes(bytes);
            piece.release();
            writer.writeRaw(Bytes.wrap(bytes));
        }
        return writer.toBytes();
    }

    private long heldBytes() {
        return budget.usedBytes() - idleBytes;
    }

    @Test
    void aLongAnswerNeedsNoLargeBuffer() {
        NodeFrame.Answered rows = answer(1, ROWS, VALUE_BYTES);
        NodeFrame.Answered value = answer(2, 1, ROWS * VALUE_BYTES);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        assertThat(write(rows)).isTrue();
        assertThat(write(value)).isTrue();
        outlet.flush();
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertThat(buffers.largest).isLessThan(PIECE_BYTES);
        assertThat(allocated).as("bytes on the heap").isLessThan(ROWS * VALUE_BYTES / 10);
        assertThat(received()).isEqualTo(encoded(rows, value));
    }

    @Test
    void aLongAnswerReachesTheChannelAsTheClientReads() {
        client.reads = false;
        NodeFrame.Answered[] frames = {
            answer(1, 1, 10), answer(2, ROWS, VALUE_BYTES), answer(3, 1, 10), answer(4, ROWS, VALUE_BYTES),
        };
        for (NodeFrame.Answered frame : frames) {
            assertThat(write(frame)).isTrue();
            outlet.flush();
        }
        assertThat(outlet.hasRoom()).isFalse();
        assertThat(ChannelMemory.unsentBytes(channel)).isLessThanOrEqualTo(MOST_IN_THE_CHANNEL);
        assertThat(heldBytes())
                .as("both answers count until the client has read them")
                .isGreaterThanOrEqualTo(2L * ROWS * VALUE_BYTES);
        assertThat(outlet.stalledNanos(Long.MAX_VALUE / 2)).isPositive();
        client.reads = true;
        outlet.flush();
        assertThat(received()).isEqualTo(encoded(frames));
        assertThat(outlet.hasRoom()).isTrue();
        outlet.flush();
        assertThat(heldBytes()).isZero();
    }

    @Test
    void manyShortAnswersAfterALongOneWaitInPieces() {
        client.reads = false;
        List<NodeFrame.Answered> frames = new ArrayList<>(List.of(answer(1, ROWS, VALUE_BYTES)));
        for (int id = 2; id < 1_000; id++) {
            frames.add(answer(id, 1, 1_000));
        }
        for (NodeFrame.Answered frame : frames) {
            assertThat(write(frame)).isTrue();
        }
        client.reads = true;
        outlet.flush();
        assertThat(buffers.largest).isLessThan(2 * PIECE_BYTES);
        assertThat(received()).isEqualTo(encoded(frames.toArray(new NodeFrame[0])));
    }

    @Test
    void anAnswerForWhichThereIsNoMemoryIsLeftOut() {
        client.reads = false;
        NodeFrame.Answered whole = answer(1, ROWS, VALUE_BYTES);
        int sent = 0;
        while (write(whole)) {
            sent++;
        }
        assertThat(sent).isPositive();
        client.reads = true;
        outlet.flush();
        assertThat(received().length()).isEqualTo(sent * encoded(whole).length());
    }

    @Test
    void theEndOfTheConnectionEndsWhatWaits() {
        client.reads = false;
        assertThat(write(answer(1, ROWS, VALUE_BYTES))).isTrue();
        for (int id = 2; id < 1_000; id++) {
            assertThat(write(answer(id, 1, 1_000))).isTrue();
        }
        outlet.close();
        channel.runPendingTasks();
        assertThat(write(answer(1_000, ROWS, VALUE_BYTES)))
                .as("what arrives late")
                .isTrue();
        outlet.flush();
        assertThat(budget.usedBytes()).isZero();
        assertThat(buffers.usedBytes()).isZero();
    }
}
