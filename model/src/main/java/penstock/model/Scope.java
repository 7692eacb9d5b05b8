package penstock.model;

/// Whether a kind lives in an environment or belongs to the whole installation.
public enum Scope {
    ENVIRONMENT,
    INSTALLATION
}
