package penstock.metrics.scrape;

/// Why a scrape failed, for people.
final class ScrapeProblem extends RuntimeException {
    private static final long serialVersionUID = 1;

    ScrapeProblem(String message) {
        super(message);
    }
}
