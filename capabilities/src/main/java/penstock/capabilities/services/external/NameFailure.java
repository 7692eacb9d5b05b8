package penstock.capabilities.services.external;

/// A name could not be looked up; the message says which, why, and by whom, for people.
final class NameFailure extends Exception {
    private static final long serialVersionUID = 1;

    NameFailure(String message) {
        super(message);
    }
}
