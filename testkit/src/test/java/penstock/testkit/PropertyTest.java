package penstock.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import org.junit.jupiter.api.Test;

final class PropertyTest {
    @Test
    void namesSeedAndValueOfAFailure() {
        assertThatThrownBy(
                        () ->
                                Property.forAll(
                                        42,
                                        100,
                                        random -> random.nextInt(10),
                                        value -> assertThat(value).isLessThan(9)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("seed 42, run ")
                .hasMessageContaining("value 9");
    }

    @Test
    void oneSeedGivesTheSameValuesAgain() {
        var first = new ArrayList<Long>();
        var second = new ArrayList<Long>();

        Property.forAll(7, 50, random -> random.nextLong(), first::add);
        Property.forAll(7, 50, random -> random.nextLong(), second::add);

        assertThat(first).hasSize(50).isEqualTo(second).doesNotHaveDuplicates();
    }
}
