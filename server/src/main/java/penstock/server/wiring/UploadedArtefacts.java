package penstock.server.wiring;

import java.io.InputStream;
import java.util.Optional;
import penstock.capabilities.services.ArtefactStore;
import penstock.server.api.Artefacts;

/// The artefact store as the API sees it.
final class UploadedArtefacts implements Artefacts {
    private final ArtefactStore store;

    UploadedArtefacts(ArtefactStore store) {
        this.store = store;
    }

    @Override
    public Stored put(InputStream content, Optional<String> expectedDigest) {
        var stored =
                expectedDigest
                        .map(expected -> store.put(content, "artefact", expected))
                        .orElseGet(() -> store.put(content, "artefact"));
        return new Stored(stored.digest(), stored.size());
    }

    @Override
    public Optional<Stored> find(String digest) {
        return store.find(digest).map(found -> new Stored(found.digest(), found.size()));
    }
}
