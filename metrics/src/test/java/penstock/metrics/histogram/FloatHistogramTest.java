package penstock.metrics.histogram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class FloatHistogramTest {
    private static FloatHistogram of(String text) {
        return Written.histogram("{{" + text + "}}");
    }

    @Test
    void addsBucketByBucket() {
        var sum =
                of("count:3 sum:4 offset:-1 buckets:[1 0 2]")
                        .plus(of("count:4 sum:1 offset:1 buckets:[1 3] n_buckets:[5]"));

        assertThat(sum.value().compact(0))
                .isEqualTo(
                        new FloatHistogram(
                                0,
                                0,
                                0,
                                7,
                                5,
                                new Buckets(
                                        List.of(new Span(-1, 1), new Span(1, 2)),
                                        new double[] {1, 3, 3}),
                                Buckets.run(0, 5),
                                Bounds.NONE,
                                CounterReset.UNKNOWN));
    }

    @Test
    void theLowerResolutionIsThatOfASum() {
        var sum =
                of("schema:2 count:8 buckets:[1 1 1 1 1 1 1 1]").plus(of("count:2 buckets:[1 1]"));

        assertThat(sum.value()).isEqualTo(of("count:10 buckets:[2 5 3]"));
        assertThat(of("schema:2 count:8 buckets:[1 1 1 1 1 1 1 1]").reducedTo(0))
                .isEqualTo(of("count:8 buckets:[1 4 3]"));
    }

    @Test
    void zeroBucketsAreWidenedToTheEndOfABucketWithACount() {
        var wide = of("count:5 z_bucket:5 z_bucket_w:0.7");
        var narrow = of("count:7 z_bucket:1 z_bucket_w:0.001 offset:-1 buckets:[1 2 3]");

        var expected = of("count:12 z_bucket:9 z_bucket_w:1 offset:1 buckets:[3]");
        assertThat(wide.plus(narrow).value()).isEqualTo(expected);
        assertThat(narrow.plus(wide).value()).isEqualTo(expected);
    }

    @Test
    void customBoundsThatDifferAreReducedToThoseOfBoth() {
        var sum =
                of("schema:-53 count:6 custom_values:[1 2 5] buckets:[1 1 1 3]")
                        .plus(of("schema:-53 count:4 custom_values:[2 3 5] buckets:[1 1 1 1]"));

        assertThat(sum.hasBoundsReconciled()).isTrue();
        assertThat(sum.value())
                .isEqualTo(of("schema:-53 count:10 custom_values:[2 5] buckets:[3 3 4]"));
    }

    @Test
    void customAndExponentialBucketsDoNotMix() {
        var custom = of("schema:-53 count:1 custom_values:[1] buckets:[1]");

        assertThat(custom.isCompatibleWith(of("count:1 buckets:[1]"))).isFalse();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> custom.plus(of("count:1 buckets:[1]")));
    }

    @Test
    void aCollisionOfCounterResetsIsTold() {
        var reset = of("counter_reset_hint:reset");
        var notReset = of("counter_reset_hint:not_reset");
        var gauge = of("counter_reset_hint:gauge");

        assertThat(reset.plus(notReset).hasResetCollision()).isTrue();
        assertThat(reset.plus(notReset).value().counterReset()).isEqualTo(CounterReset.UNKNOWN);
        assertThat(reset.plus(of("")).hasResetCollision()).isFalse();
        assertThat(reset.plus(gauge).value().counterReset()).isEqualTo(CounterReset.GAUGE);
        assertThat(notReset.plus(notReset).value().counterReset())
                .isEqualTo(CounterReset.NOT_RESET);
        var sum = new HistogramSum(of(""));
        sum.add(reset);
        sum.add(notReset);
        assertThat(sum.hasResetCollision()).isTrue();
    }

    @Test
    void sumsDoNotLoseSmallNumbersBesideLargeOnes() {
        var sum = new HistogramSum(of("count:1 sum:1e100 buckets:[1e100]"));
        sum.add(of("count:1 sum:1 buckets:[1 3]"));
        sum.add(of("count:1 sum:-1e100 buckets:[-1e100]"));

        assertThat(sum.value()).isEqualTo(of("count:3 sum:1 buckets:[1 3]"));
    }

    @Test
    void aMeanDoesNotOverflow() {
        var mean = new HistogramMean(of("count:1 sum:1.7e308 buckets:[1.7e308]"));
        mean.add(of("count:3 sum:1.5e308 buckets:[1.5e308]"));
        mean.add(of("count:5 sum:1.6e308 buckets:[1.6e308]"));

        assertThat(
                        Comparison.isAlmostEqual(
                                mean.value(), of("count:3 sum:1.6e308 buckets:[1.6e308]"), 1e-12))
                .isTrue();
    }

    @Test
    void subtractingGivesBackWhatWasAdded() {
        var random = new Random(7);
        for (int i = 0; i < 2000; i++) {
            var a = random(random);
            var b = random(random).reducedTo(a.schema());
            var c = a.plus(b).value().minus(b).value().compact(0);
            assertThat(c).as("%s and %s", a, b).isEqualTo(a.compact(0));
        }
    }

    @Test
    void compactingKeepsSmallGapsAndTheCounts() {
        var random = new Random(8);
        for (int i = 0; i < 2000; i++) {
            var a = random(random);
            int max = random.nextInt(4);
            var compact = a.compact(max);
            assertThat(compact.compact(max)).isEqualTo(compact);
            assertThat(compact.compact(0)).as("%s", a).isEqualTo(a.compact(0));
            var spans = compact.positive().spans();
            for (int s = 1; s < spans.size(); s++) {
                assertThat(spans.get(s).offset()).isGreaterThan(max);
            }
        }
        assertThat(of("buckets:[1 0 0 2 0]").compact(1).positive().spans())
                .containsExactly(new Span(0, 1), new Span(2, 1));
        assertThat(of("buckets:[1 0 0 2 0]").compact(2).positive())
                .isEqualTo(Buckets.run(0, 1, 0, 0, 2));
    }

    @Test
    void theLayoutOfTheBucketsChangesNoResult() {
        var random = new Random(9);
        for (int i = 0; i < 2000; i++) {
            var a = random(random);
            var b = i % 2 == 0 ? random(random) : a.plus(random(random)).value();
            var wide = of("schema:3 z_bucket_w:0.001 offset:-30 buckets:[" + "0 ".repeat(60) + "]");
            var c = a.plus(wide).value();
            var d = b.plus(wide).value();
            assertThat(c.plus(d).value().compact(0)).isEqualTo(a.plus(b).value().compact(0));
            assertThat(d.minus(c).value().compact(0)).isEqualTo(b.minus(a).value().compact(0));
            assertThat(d.isResetSince(c)).as("%s, %s", a, b).isEqualTo(b.isResetSince(a));
            var sum = new HistogramSum(a);
            sum.add(b);
            sum.add(d);
            assertThat(sum.value().compact(0))
                    .isEqualTo(c.plus(d).value().plus(b).value().compact(0));
        }
    }

    private static FloatHistogram random(Random random) {
        var buckets = new double[random.nextInt(12)];
        for (int i = 0; i < buckets.length; i++) {
            buckets[i] = random.nextInt(3);
        }
        var below = new double[random.nextInt(3)];
        for (int i = 0; i < below.length; i++) {
            below[i] = random.nextInt(3);
        }
        return new FloatHistogram(
                3,
                0.001,
                random.nextInt(5),
                random.nextInt(50),
                random.nextInt(50),
                Buckets.run(random.nextInt(-20, 20), buckets),
                Buckets.run(random.nextInt(-20, 20), below),
                Bounds.NONE,
                CounterReset.UNKNOWN);
    }

    @Test
    void aResetShowsInAnyCountThatFell() {
        var before = of("count:10 z_bucket:2 z_bucket_w:0.1 buckets:[3 5] n_buckets:[1]");

        assertThat(before.isResetSince(before)).isFalse();
        assertThat(
                        of("count:10 z_bucket:2 z_bucket_w:0.1 buckets:[3 4 1] n_buckets:[1]")
                                .isResetSince(before))
                .isTrue();
        assertThat(
                        of("count:11 z_bucket:1 z_bucket_w:0.1 buckets:[5 5] n_buckets:[1]")
                                .isResetSince(before))
                .isTrue();
        assertThat(of("count:11 z_bucket:2 z_bucket_w:0.1 buckets:[3 6]").isResetSince(before))
                .isTrue();
        assertThat(
                        of("count:9 z_bucket:2 z_bucket_w:0.1 buckets:[3 5] n_buckets:[1]")
                                .isResetSince(before))
                .isTrue();
        assertThat(
                        of("count:12 z_bucket:3 z_bucket_w:0.1 buckets:[4 5] n_buckets:[1]")
                                .isResetSince(before))
                .isFalse();
        assertThat(of("schema:1 count:99").isResetSince(before)).isTrue();
        assertThat(
                        of("schema:-1 count:12 z_bucket:3 z_bucket_w:0.1 buckets:[4 5] n_buckets:[1]")
                                .isResetSince(before))
                .isFalse();
        assertThat(of("count:99 counter_reset_hint:reset").isResetSince(before)).isTrue();
        assertThat(of("count:1 counter_reset_hint:not_reset").isResetSince(before)).isFalse();
    }

    @Test
    void aWiderZeroBucketIsNoResetUnlessItCutsABucket() {
        var before = of("count:10 z_bucket:2 z_bucket_w:0.1 buckets:[3 5]");

        assertThat(of("count:10 z_bucket:5 z_bucket_w:1 offset:1 buckets:[5]").isResetSince(before))
                .isFalse();
        assertThat(of("count:10 z_bucket:4 z_bucket_w:1 offset:1 buckets:[6]").isResetSince(before))
                .isTrue();
        assertThat(
                        of("count:10 z_bucket:5 z_bucket_w:0.7 offset:1 buckets:[5]")
                                .isResetSince(before))
                .isTrue();
    }

    @Test
    void customBoundsMayChangeWithoutAReset() {
        var before = of("schema:-53 count:5 custom_values:[1 2 5] buckets:[1 1 2 1]");

        assertThat(
                        of("schema:-53 count:6 custom_values:[2 5 9] buckets:[2 3 1 0]")
                                .isResetSince(before))
                .isFalse();
        assertThat(
                        of("schema:-53 count:6 custom_values:[2 5 9] buckets:[1 4 1 0]")
                                .isResetSince(before))
                .isTrue();
    }

    @Test
    void aNegativeFactorMakesAGauge() {
        var histogram = of("count:4 sum:6 z_bucket:2 buckets:[2]");

        assertThat(histogram.times(-1))
                .isEqualTo(of("count:-4 sum:-6 z_bucket:-2 buckets:[-2] counter_reset_hint:gauge"));
        assertThat(histogram.dividedBy(2)).isEqualTo(of("count:2 sum:3 z_bucket:1 buckets:[1]"));
        assertThat(histogram.dividedBy(0)).isEqualTo(of("count:Inf sum:Inf z_bucket:Inf"));
    }

    @Test
    void isWrittenAsPrometheusWritesIt() {
        var histogram =
                of(
                        "schema:1 count:7.5 sum:-2.5e7 z_bucket:1 z_bucket_w:0.01 offset:-1 buckets:[1 0 2] n_buckets:[3.5]");

        assertThat(histogram)
                .hasToString(
                        "{count:7.5, sum:-2.5e+07, [-1,-0.7071067811865475):3.5, [-0.01,0.01]:1,"
                                + " (0.5,0.7071067811865475]:1, (1,1.414213562373095]:2}");
        assertThat(HistogramText.script(new StringBuilder(), histogram))
                .hasToString(
                        "{{schema:1 count:7.5 sum:-2.5e+07 z_bucket:1 z_bucket_w:0.01 offset:-1 buckets:[1 0 2] n_buckets:[3.5]}}");
        assertThat(HistogramText.json(new StringBuilder(), histogram))
                .hasToString(
                        "{\"count\":\"7.5\",\"sum\":\"-25000000\",\"buckets\":[[1,\"-1\",\"-0.7071067811865475\",\"3.5\"],"
                                + "[3,\"-0.01\",\"0.01\",\"1\"],[0,\"0.5\",\"0.7071067811865475\",\"1\"],"
                                + "[0,\"1\",\"1.414213562373095\",\"2\"]]}");
    }

    @Test
    void customBucketsAreWrittenWithTheirInfiniteEnds() {
        var histogram =
                of(
                        "schema:-53 count:3 sum:9 custom_values:[2 5] buckets:[1 0 2] counter_reset_hint:gauge");

        assertThat(histogram).hasToString("{count:3, sum:9, [-Inf,2]:1, (5,+Inf]:2}");
        assertThat(HistogramText.script(new StringBuilder(), histogram))
                .hasToString(
                        "{{schema:-53 count:3 sum:9 custom_values:[2 5] counter_reset_hint:gauge buckets:[1 0 2]}}");
    }

    @Test
    void theLastBucketOfFiniteNumbersEndsAtTheGreatestOfThem() {
        for (int schema = FloatHistogram.LEAST_SCHEMA;
                schema <= FloatHistogram.GREATEST_SCHEMA;
                schema++) {
            int last = schema < 0 ? 1024 >> -schema : 1024 << schema;
            assertThat(ExponentialBounds.upper(last, schema)).isEqualTo(Double.MAX_VALUE);
            assertThat(ExponentialBounds.upper(last + 1, schema))
                    .isEqualTo(Double.POSITIVE_INFINITY);
            assertThat(ExponentialBounds.upper(0, schema)).isEqualTo(1);
            assertThat(ExponentialBounds.upper(last - 1, schema)).isBetween(1.0, Double.MAX_VALUE);
            assertThat(ExponentialBounds.upper(Integer.MIN_VALUE, schema)).isZero();
        }
    }

    @Test
    void whatMustNotBeStoredIsToldInPrometheusWords() {
        assertThat(of("count:1 buckets:[1]").problem()).isEmpty();
        assertThat(of("schema:9").problem())
                .contains(
                        "histogram has an invalid schema, which must be between -4 and 8 for exponential buckets, or -53 for custom buckets, got schema 9");
        assertThat(of("count:1 buckets:[1 -1]").problem())
                .contains(
                        "positive side: bucket number 2 has observation count of -1: histogram has a bucket whose observation count is negative");
        assertThat(of("schema:-53 count:1 custom_values:[2 1] buckets:[1]").problem())
                .contains(
                        "custom buckets: previous bound is 2.000000 and current is 1.000000: histogram custom bounds must be in strictly increasing order");
        assertThat(of("schema:-53 count:1 custom_values:[2] buckets:[1 2 3]").problem())
                .contains(
                        "custom buckets: only 1 custom bounds defined which is insufficient to cover total span length of 3: histogram custom bounds are too few");
        assertThat(of("count:-1").problem()).isPresent();
    }
}
