package penstock.capabilities.services;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import penstock.model.ProblemException;
import penstock.model.Size;

final class ArtefactStoreTest {
    /// The digest of "hello\n", as `sha256sum` tells it.
    private static final String HELLO =
            "sha256:5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03";

    @TempDir Path home;
    private ArtefactStore store;

    @BeforeEach
    void open() {
        store =
                new ArtefactStore(
                        home.resolve("artefacts"), Size.parse("1Mi"), InstantSource.system());
        store.open();
    }

    @Test
    void keepsContentByItsDigestUnderItsName() throws IOException {
        var artefact = store.put(content("hello\n"), "C:\\builds\\shop 1.0.jar");

        assertThat(artefact.digest()).isEqualTo(HELLO);
        assertThat(artefact.size()).isEqualTo(6);
        assertThat(artefact.path().getFileName()).hasToString("shop-1.0.jar");
        assertThat(artefact.path()).hasContent("hello\n");
        assertThat(Files.getPosixFilePermissions(artefact.path()))
                .isEqualTo(PosixFilePermissions.fromString("r-xr-xr-x"));
        try (var read = store.read(HELLO)) {
            assertThat(read).hasContent("hello\n");
        }
    }

    @Test
    void keepsTheSameContentOnce() {
        var first = store.put(content("hello\n"), "a.jar");
        var second = store.put(content("hello\n"), "b.jar", HELLO);

        assertThat(second).isEqualTo(first);
        assertThat(store.list()).containsExactly(first);
    }

    @Test
    void damagedContentIsFoundByItsDigestAndHealedByAnotherUpload() throws IOException {
        var stored = store.put(content("hello\n"), "a.jar").path();
        Files.setPosixFilePermissions(stored, PosixFilePermissions.fromString("rw-------"));
        Files.writeString(stored, "hellO\n");

        assertThatThrownBy(() -> ArtefactStore.requireIntact(stored))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining(HELLO + " is damaged: " + stored)
                .hasMessageContaining("upload it again");

        var healed = store.put(content("hello\n"), "a.jar");
        ArtefactStore.requireIntact(healed.path());
        assertThat(healed.path()).hasContent("hello\n");
    }

    @Test
    void sweepsOnlyWhatNobodyNamesAndNobodyAskedForLately() {
        var named = store.put(content("named"), "a.jar");
        var unnamed = store.put(content("unnamed"), "b.jar");
        var later = Instant.now().plusSeconds(60);

        var early = store.sweep(Instant.now().minusSeconds(60), Set::of);
        var swept = store.sweep(later, () -> Set.of(named.digest()));

        assertThat(early).isEmpty();
        assertThat(swept).containsExactly(unnamed);
        assertThat(store.list()).containsExactly(named);
    }

    @Test
    void storingContentAgainKeepsItFromTheSweep() throws IOException {
        var old = store.put(content("hello\n"), "a.jar");
        var folder = old.path().getParent();
        Files.setLastModifiedTime(folder, FileTime.from(Instant.now().minusSeconds(7_200)));

        store.put(content("hello\n"), "a.jar");

        assertThat(store.sweep(Instant.now().minusSeconds(3_600), Set::of)).isEmpty();
        assertThat(store.read(HELLO)).hasContent("hello\n");
    }

    @Test
    void refusesContentWithAnotherDigestAndKeepsNothingOfIt() {
        assertThatThrownBy(() -> store.put(content("hell"), "a.jar", HELLO))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("expected: " + HELLO);

        assertThat(store.list()).isEmpty();
        assertThat(home.resolve("artefacts/incoming")).isEmptyDirectory();
    }

    @Test
    void keepsNothingOfAnUploadThatBreaksOff() {
        var broken =
                new InputStream() {
                    private int left = 100_000;

                    @Override
                    public int read() throws IOException {
                        if (left-- <= 0) {
                            throw new IOException("connection reset");
                        }
                        return 'x';
                    }

                    @Override
                    public int read(byte[] buffer, int from, int length) throws IOException {
                        buffer[from] = (byte) read();
                        return 1;
                    }
                };

        assertThatThrownBy(() -> store.put(broken, "a.jar"))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("connection reset");

        assertThat(store.list()).isEmpty();
        assertThat(home.resolve("artefacts/incoming")).isEmptyDirectory();
    }

    @Test
    void refusesContentThatIsTooLarge() {
        var large = new ByteArrayInputStream(new byte[(1 << 20) + 1]);

        assertThatThrownBy(() -> store.put(large, "a.jar"))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("size: more than 1Mi");

        assertThat(home.resolve("artefacts/incoming")).isEmptyDirectory();
    }

    @Test
    void refusesToReadWhatIsDamaged() throws IOException {
        var artefact = store.put(content("hello\n"), "a.jar");
        Files.setPosixFilePermissions(
                artefact.path(), PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.writeString(artefact.path(), "hullo\n");

        assertThatThrownBy(() -> store.read(HELLO))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("is damaged");
    }

    @Test
    void forgetsWhatIsDeleted() {
        store.put(content("hello\n"), "a.jar");

        store.delete(HELLO);
        store.delete(HELLO);

        assertThat(store.find(HELLO)).isEmpty();
        assertThatThrownBy(() -> store.path(HELLO))
                .isInstanceOf(ProblemException.class)
                .hasMessage("artefact " + HELLO + " does not exist.");
    }

    @Test
    void removesWhatAnInterruptedUploadLeft() throws IOException {
        var left = Files.createDirectories(home.resolve("artefacts/incoming/half"));
        Files.writeString(left.resolve("a.jar"), "hel");

        store.open();

        assertThat(left).doesNotExist();
    }

    @Test
    void neverLeavesItsDirectoryWhateverTheName() {
        var artefact = store.put(content("hello\n"), "../../..");

        assertThat(artefact.path()).startsWith(home.resolve("artefacts"));
        assertThatThrownBy(() -> store.find("sha256:../../etc/passwd"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected: sha256:");
    }

    private static InputStream content(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }
}
