package penstock.capabilities.services.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps the logs of all instances within their limits, and says when output is lost because the disk is full: once in
/// the server's log, and in the log of each instance when there is room again. The programs themselves go on: a write to
/// a full disk fails, it does not wait.
final class LogRotation {
    private static final Logger LOG = LoggerFactory.getLogger(LogRotation.class);

    /// Less room than this is none: a line may not fit any more.
    private static final long FULL_BYTES = 1 << 16;

    private final Path logs;
    private final Collection<Supervisor> supervisors;
    private final Set<String> unrotated = new HashSet<>();
    private boolean isFull;

    /// @param supervisors of the instances as they are at each look
    LogRotation(Path logs, Collection<Supervisor> supervisors) {
        this.logs = logs;
        this.supervisors = supervisors;
    }

    void look() {
        supervisors.forEach(this::rotate);
        try {
            noticeFullDisk(Files.getFileStore(logs).getUsableSpace() < FULL_BYTES);
        } catch (IOException e) {
            LOG.atDebug().setCause(e).log("room for logs is not known");
        }
    }

    private void noticeFullDisk(boolean isNow) throws IOException {
        boolean wasFull = isFull;
        isFull = isNow;
        if (isNow && !wasFull) {
            LOG.atWarn()
                    .addKeyValue("directory", logs)
                    .log("disk is full: output of instances is lost until there is room");
        }
        if (!isNow && wasFull) {
            LOG.atWarn()
                    .addKeyValue("directory", logs)
                    .log("disk has room again: output of instances is kept");
            for (var supervisor : supervisors) {
                if (Files.exists(supervisor.log().current())) {
                    supervisor.log().remark("output may be missing here: the disk was full");
                }
            }
        }
    }

    /// One that cannot be rotated is tried again and complained about once.
    private void rotate(Supervisor supervisor) {
        var instance = supervisor.snapshot();
        try {
            long dropped = supervisor.log().rotate(instance.spec().run().log());
            unrotated.remove(instance.id());
            if (dropped > 0) {
                supervisor.log().remark(dropped + " bytes were dropped here: the disk is full");
                LOG.atWarn()
                        .addKeyValue("instance", instance.id())
                        .addKeyValue("bytes", dropped)
                        .log("disk is full: old output of an instance was dropped");
            }
        } catch (IOException e) {
            if (unrotated.add(instance.id())) {
                LOG.atWarn()
                        .setCause(e)
                        .addKeyValue("instance", instance.id())
                        .log("log could not be rotated");
            }
        }
    }
}
