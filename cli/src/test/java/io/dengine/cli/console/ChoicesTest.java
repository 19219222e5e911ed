package io.dengine.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ChoicesTest {
    private static Choices typed(String keys, int nodes) {
        Choices choices = Choices.STANDARD;
        for (char key : keys.toCharArray()) {
            choices = choices.pressed(key, nodes);
        }
        return choices;
    }

    @Test
    void keysWithoutAMeaningChangeNothing() {
        assertThat(typed("xyz\u0001Q", 3)).isEqualTo(Choices.STANDARD);
    }

    @Test
    void ordersComeRound() {
        assertThat(typed("s", 1).order()).isEqualTo(Choices.Order.BUSY);
        assertThat(typed("s".repeat(Choices.Order.values().length), 1)).isEqualTo(Choices.STANDARD);
        assertThat(typed("r", 1).reversed()).isTrue();
        assertThat(typed("ff", 1).kind()).isEqualTo(Choices.Kind.LOOP);
    }

    @Test
    void nodesAreReachedByNumberAndOneAfterTheOther() {
        assertThat(typed("3", 3).node()).isEqualTo(2);
        assertThat(typed("4", 3).node()).isZero();
        assertThat(typed("nn", 3).node()).isEqualTo(2);
        assertThat(typed("nnn", 3).node()).isZero();
        assertThat(typed("\t", 3).node()).isEqualTo(1);
    }

    @Test
    void whatIsTypedIntoTheFilterMeansNothingElse() {
        assertThat(typed("/qs1", 3))
                .extracting(Choices::filter, Choices::typing)
                .containsExactly("qs1", true);
        assertThat(typed("/abc\u007f\r", 3))
                .extracting(Choices::filter, Choices::typing)
                .containsExactly("ab", false);
        assertThat(typed("/abc\u001b", 3)).isEqualTo(Choices.STANDARD);
        assertThat(typed("/\u007f" + "a".repeat(50), 3).filter()).hasSize(20);
    }

    @Test
    void escapeLeavesHelpAndFilter() {
        assertThat(typed("?", 1).help()).isTrue();
        assertThat(typed("/a\r?\u001b", 1)).isEqualTo(Choices.STANDARD);
    }
}
