package io.dengine.bytes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a writer writes, and that a reader reads it back and rejects everything else. */
class BytesWriterTest {
    private static BytesReader reading(int... values) {
        BytesWriter writer = new BytesWriter(0);
        for (int value : values) {
            writer.writeByte(value);
        }
        return new BytesReader(writer.toBytes());
    }

    @Test
    void every_kind_of_value_is_read_back() {
        BytesWriter writer = new BytesWriter(0)
                .writeByte(0xFE)
                .writeBoolean(true)
                .writeInt(0x80_01_02_03)
                .writeLong(Long.MIN_VALUE + 5)
                .writeVarLong(-1)
                .writeBytes(Bytes.utf8("value"))
                .writeString("Grüße")
                .writeRaw(Bytes.utf8("raw"));
        BytesReader reader = new BytesReader(writer.toBytes());
        assertThat(reader.readByte()).isEqualTo(0xFE);
        assertThat(reader.readBoolean()).isTrue();
        assertThat(reader.readInt()).isEqualTo(0x80_01_02_03);
        assertThat(reader.readLong()).isEqualTo(Long.MIN_VALUE + 5);
        assertThat(reader.readVarLong()).isEqualTo(-1);
        assertThat(reader.readBytes()).isEqualTo(Bytes.utf8("value"));
        assertThat(reader.readString()).isEqualTo("Grüße");
        assertThat(reader.readRaw(3)).isEqualTo(Bytes.utf8("raw"));
        reader.expectEnd();
    }

    @Test
    void numbers_are_little_endian() {
        Bytes bytes = new BytesWriter(0).writeInt(1).writeLong(2).toBytes();
        assertThat(bytes.toArray()).containsExactly(1, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 127, 128, 16_383, 16_384, Integer.MAX_VALUE, Long.MAX_VALUE, -1, Long.MIN_VALUE})
    void a_variable_length_number_takes_as_many_bytes_as_it_says(long value) {
        BytesWriter writer = new BytesWriter(0).writeVarLong(value);
        assertThat(writer.size()).isEqualTo(BytesWriter.varLongBytes(value));
        assertThat(new BytesReader(writer.toBytes()).readVarLong()).isEqualTo(value);
    }

    @Test
    void the_buffer_grows_with_what_is_written() {
        Random random = new Random(3);
        BytesWriter writer = new BytesWriter(0);
        byte[] expected = new byte[10_000];
        random.nextBytes(expected);
        for (byte each : expected) {
            writer.writeByte(each);
        }
        assertThat(writer.toBytes()).isEqualTo(Bytes.wrap(expected));
    }

    @Test
    void what_was_written_can_be_cut_and_overwritten() {
        BytesWriter writer = new BytesWriter(0).writeInt(0).writeByte(7);
        writer.setInt(0, 5);
        writer.truncate(4);
        assertThat(writer.toBytes()).isEqualTo(new BytesWriter(0).writeInt(5).toBytes());
        assertThatThrownBy(() -> writer.setInt(1, 5)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> writer.truncate(5)).isInstanceOf(IndexOutOfBoundsException.class);
        writer.clear();
        assertThat(writer.toBytes()).isEqualTo(Bytes.EMPTY);
    }

    @Test
    void the_buffer_is_handed_over_unless_much_of_it_is_unused() {
        BytesWriter full = new BytesWriter(300).writeRaw(Bytes.wrap(new byte[200]));
        byte[] buffer = full.array();
        buffer[0] = 1;
        assertThat(full.intoBytes().at(0)).isEqualTo((byte) 1);
        BytesWriter nearlyEmpty = new BytesWriter(1000).writeByte(1);
        assertThat(nearlyEmpty.intoBytes().isCompact()).isTrue();
    }

    @Test
    void a_reader_rejects_what_ends_too_early() {
        assertThatThrownBy(() -> reading().readByte()).isInstanceOf(MalformedBytesException.class);
        assertThatThrownBy(() -> reading(1, 2, 3).readInt()).isInstanceOf(MalformedBytesException.class);
        assertThatThrownBy(() -> reading(1, 2, 3, 4, 5, 6, 7).readLong()).isInstanceOf(MalformedBytesException.class);
        assertThatThrownBy(() -> reading(0x80).readVarLong()).isInstanceOf(MalformedBytesException.class);
        assertThatThrownBy(() -> reading(3, 1, 2).readBytes()).isInstanceOf(MalformedBytesException.class);
        assertThatThrownBy(() -> reading(1).readRaw(-1)).isInstanceOf(MalformedBytesException.class);
    }

    @Test
    void a_reader_rejects_what_no_writer_writes() {
        assertThatThrownBy(() -> reading(2).readBoolean()).isInstanceOf(MalformedBytesException.class);
        assertThatThrownBy(() -> reading(1, 0xFF).readString()).isInstanceOf(MalformedBytesException.class);
        assertThatThrownBy(() -> reading(0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 1)
                        .readVarLong())
                .isInstanceOf(MalformedBytesException.class);
        assertThatThrownBy(() -> reading(1).expectEnd()).isInstanceOf(MalformedBytesException.class);
    }

    @Test
    void a_number_out_of_its_range_is_rejected_before_it_is_used() {
        assertThat(reading(5).readVarInt(5)).isEqualTo(5);
        assertThatThrownBy(() -> reading(6).readVarInt(5)).isInstanceOf(MalformedBytesException.class);
        Bytes negative = new BytesWriter(0).writeVarLong(-1).toBytes();
        assertThatThrownBy(() -> new BytesReader(negative).readVarInt(Integer.MAX_VALUE))
                .isInstanceOf(MalformedBytesException.class);
    }
}
