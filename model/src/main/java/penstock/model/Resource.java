package penstock.model;

/// A typed resource: what is wanted (`spec`) and what was observed (`status`).
public record Resource<S extends Record, T extends Record>(
        Kind<S, T> kind, Metadata metadata, S spec, T status) {
    public Ref ref() {
        return new Ref(kind.name(), metadata.environment(), metadata.name());
    }

    public Name name() {
        return metadata.name();
    }

    public Resource<S, T> withStatus(T changed) {
        return new Resource<>(kind, metadata, spec, changed);
    }

    public Resource<S, T> withSpec(S changed) {
        return new Resource<>(kind, metadata, changed, status);
    }

    public Resource<S, T> withMetadata(Metadata changed) {
        return new Resource<>(kind, changed, spec, status);
    }
}
