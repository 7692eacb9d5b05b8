package penstock.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;

/// What a bad disk, a lost write or a careless hand does to a file.
public enum Damage {
    /// Half of it is gone, as when the file system lost the last writes.
    TRUNCATED {
        @Override
        byte[] of(byte[] bytes) {
            return Arrays.copyOf(bytes, bytes.length / 2);
        }
    },
    /// Its length is right and its second half zero, as after a power cut on some file systems.
    ZEROED_TAIL {
        @Override
        byte[] of(byte[] bytes) {
            var damaged = bytes.clone();
            Arrays.fill(damaged, bytes.length / 2, bytes.length, (byte) 0);
            return damaged;
        }
    },
    GARBAGE {
        @Override
        byte[] of(byte[] bytes) {
            var damaged = new byte[Math.max(64, bytes.length)];
            new Random(1).nextBytes(damaged);
            return damaged;
        }
    },
    EMPTY {
        @Override
        byte[] of(byte[] bytes) {
            return new byte[0];
        }
    };

    abstract byte[] of(byte[] bytes);

    public void to(Path file) {
        try {
            Files.write(file, of(Files.readAllBytes(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
