package penstock.capabilities.services.external;

/// A name could not be looked up; the words say which, why, and by whom, for people.
final class NameFailure extends Exception {
    private static final long serialVersionUID = 1;

    private final String words;

    NameFailure(String words) {
        super(words);
        this.words = words;
    }

    String words() {
        return words;
    }
}
