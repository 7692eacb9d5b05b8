package penstock.bench.promql;

/// How the values of one series go on: the value before and a source of chance make the next.
@FunctionalInterface
interface Motion {
    double next(double before, java.util.random.RandomGenerator chance);
}
