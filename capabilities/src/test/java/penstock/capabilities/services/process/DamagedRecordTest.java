package penstock.capabilities.services.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import penstock.capabilities.services.Instance.State;
import penstock.testkit.Damage;

final class DamagedRecordTest {
    @TempDir Path data;

    @Test
    void aRecordThatCannotBeReadIsSetAsideAndItsProcessDoesNotGoOnUnknown() throws Exception {
        try (var site = new Site(data)) {
            for (var damage : Damage.values()) {
                var id = "a-" + word(damage);
                site.target.start(Specs.shell(id, "exec sleep 600").ready("true").spec());
                long pid = site.await(id, State.READY).pid();

                site.reopenAfter(() -> damage.to(site.record(id)));

                assertThat(site.target.instance(id)).as(damage.toString()).isEmpty();
                assertThat(site.record(id).resolveSibling("instance.json.unreadable")).exists();
                site.untilGone(pid);
                site.target.start(Specs.shell(id, "exec sleep 600").ready("true").spec());
                assertThat(site.await(id, State.READY).pid()).isNotEqualTo(pid);
            }
        }
    }

    @Test
    void aDamagedArtefactIsFoundBeforeAnInstanceIsStarted() throws Exception {
        var store =
                new penstock.capabilities.services.ArtefactStore(
                        data.resolve("artefacts"),
                        penstock.model.Size.parse("1Mi"),
                        java.time.InstantSource.system());
        store.open();
        try (var site = new Site(data)) {
            for (var damage : Damage.values()) {
                var content = "exec sleep 600 # " + damage + "\n";
                var file =
                        store.put(
                                        new java.io.ByteArrayInputStream(
                                                content.getBytes(
                                                        java.nio.charset.StandardCharsets.UTF_8)),
                                        "run.sh")
                                .path();
                Files.setPosixFilePermissions(
                        file, java.nio.file.attribute.PosixFilePermissions.fromString("rwx------"));
                damage.to(file);
                var id = "b-" + word(damage);

                site.target.start(
                        Specs.command(id, "/bin/sh", "{artefact}")
                                .spec(java.util.Map.of(), java.util.Optional.of(file)));

                var seen = site.await(id, State.FAILED);
                assertThat(seen.reason()).isEqualTo("ArtefactDamaged");
                assertThat(seen.message()).contains("is damaged: " + file, "upload it again");
                assertThat(seen.pid()).isZero();
            }
        }
    }

    private static String word(Damage damage) {
        return damage.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
