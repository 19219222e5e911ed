package io.dengine.bytes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BytesTest {
    private static Bytes of(int... values) {
        byte[] array = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            array[i] = (byte) values[i];
        }
        return Bytes.wrap(array);
    }

    private static Bytes random(Random random, int length) {
        byte[] array = new byte[length];
        random.nextBytes(array);
        return Bytes.wrap(array);
    }

    @Test
    void a_slice_equals_a_copy_of_it() {
        Bytes slice = of(9, 1, 2, 3, 9).slice(1, 3);
        assertThat(slice).isEqualTo(of(1, 2, 3)).hasSameHashCodeAs(of(1, 2, 3)).isEqualTo(slice.copy());
        assertThat(slice.hash(7)).isEqualTo(of(1, 2, 3).hash(7));
        assertThat(slice.toArray()).containsExactly(1, 2, 3);
        assertThat(slice).isNotEqualTo(of(1, 2)).isNotEqualTo(of(1, 2, 4));
    }

    @Test
    void the_order_is_that_of_unsigned_bytes_and_a_prefix_comes_first() {
        assertThat(of(0x7F)).isLessThan(of(0x80));
        assertThat(of(0xFF)).isGreaterThan(of(0x01, 0x02));
        assertThat(of(1)).isLessThan(of(1, 0));
        assertThat(Bytes.EMPTY).isLessThan(of(0));
        byte[] other = {9, 1, 0, 9};
        assertThat(of(1).compareTo(other, 1, 3)).isNegative();
        assertThat(of(1, 0).compareTo(other, 1, 3)).isZero();
    }

    @Test
    void a_prefix_and_a_position_are_compared_within_the_slice() {
        Bytes slice = of(9, 1, 2, 3).slice(1);
        assertThat(slice.startsWith(of(1, 2))).isTrue();
        assertThat(slice.startsWith(of(9))).isFalse();
        assertThat(slice.startsWith(Bytes.EMPTY)).isTrue();
        assertThat(slice.startsWith(of(1, 2, 3, 4))).isFalse();
        assertThat(slice.isAt(new byte[] {0, 1, 2, 3}, 1)).isTrue();
        assertThat(slice.isAt(new byte[] {1, 2, 4}, 0)).isFalse();
    }

    @Test
    void nothing_outside_the_slice_can_be_reached() {
        Bytes slice = of(9, 1, 2, 9).slice(1, 2);
        assertThatThrownBy(() -> slice.at(2)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> slice.at(-1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> slice.slice(1, 2)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> Bytes.wrap(new byte[2], 1, 2)).isInstanceOf(IndexOutOfBoundsException.class);
        ByteBuffer view = slice.asByteBuffer();
        assertThat(view.isReadOnly()).isTrue();
        assertThat(view.capacity()).isEqualTo(2);
    }

    @Test
    void a_copy_does_not_change_with_its_source() {
        byte[] source = {1, 2};
        Bytes copy = Bytes.copyOf(source);
        source[0] = 9;
        assertThat(copy).isEqualTo(of(1, 2));
        copy.toArray()[0] = 9;
        assertThat(copy).isEqualTo(of(1, 2));
    }

    @Test
    void bytes_are_compact_that_have_most_of_their_array() {
        assertThat(of(1, 2, 3).isCompact()).isTrue();
        assertThat(Bytes.wrap(new byte[129], 0, 1).isCompact()).isTrue();
        assertThat(Bytes.wrap(new byte[130], 0, 1).isCompact()).isFalse();
        assertThat(Bytes.wrap(new byte[4096 + 128 + 1024], 0, 4096).isCompact()).isTrue();
        assertThat(Bytes.wrap(new byte[4096 + 128 + 1025], 0, 4096).isCompact()).isFalse();
    }

    @Test
    void a_hash_depends_on_the_seed_and_on_every_bit() {
        Random random = new Random(1);
        for (int length = 0; length < 40; length++) {
            byte[] array = new byte[length];
            random.nextBytes(array);
            long hash = Bytes.copyOf(array).hash(5);
            assertThat(Bytes.copyOf(array).hash(6)).isNotEqualTo(hash);
            for (int bit = 0; bit < length * 8; bit++) {
                byte[] changed = array.clone();
                changed[bit / 8] ^= (byte) (1 << bit % 8);
                assertThat(Bytes.wrap(changed).hash(5)).isNotEqualTo(hash);
            }
        }
        assertThat(of(0).hash(5)).isNotEqualTo(of(0, 0).hash(5)).isNotEqualTo(Bytes.EMPTY.hash(5));
    }

    @Test
    void a_hash_is_the_same_on_every_machine_and_in_every_version() {
        assertThat(Bytes.EMPTY.hash(1)).isEqualTo(0xFA1D_BFF1_4C68_D206L);
        assertThat(Bytes.utf8("key").hash(1)).isEqualTo(0x145A_7B0B_13E1_7D30L);
        assertThat(Bytes.utf8("a longer key").hash(-2)).isEqualTo(0xF74E_841A_6F96_F996L);
    }

    @Test
    void text_is_strict_where_it_must_be_the_same_again_and_lenient_where_people_read_it() {
        Bytes malformed = of('a', 0xFF);
        assertThatThrownBy(malformed::toText).isInstanceOf(MalformedBytesException.class);
        assertThat(malformed.toUtf8()).isEqualTo("a\uFFFD");
        assertThat(Bytes.utf8("Grüße").toText()).isEqualTo("Grüße");
    }

    @Test
    void messages_show_text_or_digits_and_cut_what_is_long() {
        assertThat(Bytes.utf8("lock/1")).hasToString("\"lock/1\"");
        assertThat(of(0x00, 0xFF)).hasToString("0x00ff");
        assertThat(Bytes.utf8("x\n")).hasToString("0x780a");
        assertThat(Bytes.utf8("a".repeat(65))).hasToString('"' + "a".repeat(64) + "\"…(65 bytes)");
        String cutInsideACharacter = "a".repeat(63) + "ü";
        assertThat(Bytes.utf8(cutInsideACharacter)).hasToString('"' + "a".repeat(63) + "\"…(65 bytes)");
    }

    @Test
    void bytes_go_where_they_are_put() {
        byte[] target = new byte[4];
        of(9, 1, 2).slice(1).copyTo(target, 1);
        assertThat(target).containsExactly(0, 1, 2, 0);
        ByteBuffer buffer = ByteBuffer.allocate(3);
        of(9, 1, 2).slice(1).putInto(buffer);
        assertThat(Arrays.copyOf(buffer.array(), buffer.position())).containsExactly(1, 2);
    }

    @Test
    void equality_and_order_agree() {
        Random random = new Random(2);
        for (int i = 0; i < 10_000; i++) {
            Bytes one = random(random, random.nextInt(3));
            Bytes other = random(random, random.nextInt(3));
            assertThat(one.compareTo(other) == 0).isEqualTo(one.equals(other));
            assertThat(Integer.signum(one.compareTo(other))).isEqualTo(-Integer.signum(other.compareTo(one)));
        }
        assertThat(Bytes.utf8("a").equals("a".getBytes(StandardCharsets.UTF_8))).isFalse();
    }
}
