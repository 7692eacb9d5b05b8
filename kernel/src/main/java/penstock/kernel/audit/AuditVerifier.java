package penstock.kernel.audit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/// Finds out whether the audit log was tampered with: recomputes the chain, and compares it with the signed checkpoints.
/// An altered, inserted, swapped or removed entry breaks the chain; a removed tail contradicts a checkpoint; a rewritten
/// chain does too, because checkpoints cannot be signed without the key.
public final class AuditVerifier {
    private static final int PAGE = 1_000;

    /// Where entries come from: those after a sequence number, in order, at most `limit`.
    public interface Entries {
        List<AuditEntry> after(long sequence, int limit);
    }

    private final List<String> faults = new ArrayList<>();
    private final Deque<Checkpoint> pending = new ArrayDeque<>();
    private long entries;
    private long checkpoints;
    private long covered;

    private AuditVerifier() {}

    /// Reads everything once. Checkpoints are read before entries, so that entries written meanwhile do no harm.
    public static AuditReport verify(Entries source, Path checkpointFile, PublicKey key) {
        var verifier = new AuditVerifier();
        verifier.readCheckpoints(checkpointFile, key);
        verifier.readEntries(source);
        return new AuditReport(
                verifier.entries, verifier.checkpoints, verifier.covered, verifier.faults);
    }

    private void readCheckpoints(Path file, PublicKey key) {
        String text;
        try {
            text = Files.readString(file, StandardCharsets.UTF_8);
        } catch (NoSuchFileException _) {
            faults.add("The checkpoint file " + file + " is missing.");
            return;
        } catch (IOException e) {
            faults.add("The checkpoint file " + file + " cannot be read (" + e + ").");
            return;
        }
        // behind the last line end is nothing, or a line that a crash cut short and the next start
        // removes
        var lines = text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
        long last = -1;
        for (int i = 0; i < lines.size(); i++) {
            var place = file + " line " + (i + 1);
            try {
                var checkpoint = Checkpoint.parse(lines.get(i));
                if (!checkpoint.isSignedBy(key)) {
                    faults.add(place + " is not signed by this installation's audit key.");
                } else if (checkpoint.sequence() < last) {
                    faults.add(place + " is out of order.");
                } else {
                    last = checkpoint.sequence();
                    pending.add(checkpoint);
                }
            } catch (IllegalArgumentException _) {
                faults.add(place + " is no checkpoint.");
            }
        }
        if (faults.isEmpty() && (pending.isEmpty() || pending.getFirst().sequence() != 0)) {
            faults.add("The beginning of the checkpoint file " + file + " was removed.");
        }
    }

    private void readEntries(Entries source) {
        var previous = AuditChain.START;
        compare(0, previous);
        while (true) {
            var page = source.after(entries, PAGE);
            for (var entry : page) {
                if (!isNext(previous, entry)) {
                    return;
                }
                entries++;
                previous = entry.hash();
                compare(entries, previous);
            }
            if (page.size() < PAGE) {
                break;
            }
        }
        if (!pending.isEmpty()) {
            faults.add(
                    "The last entries were removed: the log ends with entry "
                            + entries
                            + ", but a checkpoint of "
                            + pending.getLast().at()
                            + " vouches for entry "
                            + pending.getLast().sequence()
                            + ".");
        }
    }

    private boolean isNext(String previous, AuditEntry entry) {
        if (entry.sequence() != entries + 1) {
            faults.add("Entry " + (entries + 1) + " is missing.");
            return false;
        }
        if (!AuditChain.hash(previous, entry).equals(entry.hash())) {
            faults.add(
                    "Entry "
                            + entry.sequence()
                            + " ("
                            + entry.verb()
                            + " of "
                            + entry.subject()
                            + " by "
                            + entry.author()
                            + ") was altered, or the one before it was.");
            return false;
        }
        return true;
    }

    private void compare(long sequence, String hash) {
        while (!pending.isEmpty() && pending.getFirst().sequence() == sequence) {
            var checkpoint = pending.removeFirst();
            if (checkpoint.hash().equals(hash)) {
                checkpoints++;
                covered = sequence;
            } else {
                faults.add(
                        "The log was rewritten up to entry "
                                + sequence
                                + " or before it: a checkpoint of "
                                + checkpoint.at()
                                + " vouches for another content.");
            }
        }
    }
}
