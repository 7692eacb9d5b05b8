package penstock.gateway.routes;

import java.nio.charset.StandardCharsets;

/// Puts users into 10,000 stable buckets.
///
/// The bucket is `floor(h * 10,000 / 2^64)` of an unsigned 64-bit hash `h` of the UTF-8 bytes of the salt, one byte 0xFF (which
/// UTF-8 never contains, so salt and key cannot run into each other) and the UTF-8 bytes of the key: FNV-1a 64
/// (offset 0xcbf29ce484222325, prime 0x100000001b3; draft-eastlake-fnv) and then the 64-bit finaliser of MurmurHash3 (A. Appleby,
/// public domain), without which the high bits of FNV over short keys are not even. The scaling is the multiply-shift of
/// D. Lemire, "Fast random integer generation in an interval" (2019), whose bias here is below 10^-15.
///
/// The function is part of the contract: it decides which version a user sees, so it must never change.
public final class Cohorts {

    /// The number of buckets; one is a basis point of the users.
    public static final int COUNT = 10_000;

    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private Cohorts() {}

    /// The bucket of a user, 0..9,999.
    public static int of(String salt, String key) {
        return bucket(hash(salt, key));
    }

    /// The 64-bit hash behind the bucket, also good for counting distinct users.
    public static long hash(String salt, String key) {
        return hash(seed(salt), key);
    }

    /// A salt, made ready for the hashes of many keys.
    public static long seed(String salt) {
        return (fnv(FNV_OFFSET, salt) ^ 0xff) * FNV_PRIME;
    }

    /// As with the salt itself; keys of ASCII take no memory.
    public static long hash(long seed, String key) {
        return mix(fnv(seed, key));
    }

    /// As with the key that these bytes are in ISO 8859-1, as in a header; takes no memory.
    public static long hash(long seed, byte[] bytes, int from, int to) {
        long hash = seed;
        for (int i = from; i < to; i++) {
            int c = bytes[i] & 0xff;
            if (c < 0x80) {
                hash = (hash ^ c) * FNV_PRIME;
            } else {
                hash = (hash ^ (0xc0 | (c >> 6))) * FNV_PRIME;
                hash = (hash ^ (0x80 | (c & 0x3f))) * FNV_PRIME;
            }
        }
        return mix(hash);
    }

    /// Another hash of the same user, independent of the first for each salt that `seed` was made from.
    public static long derived(long seed, long hash) {
        return mix(seed ^ hash);
    }

    /// The bucket of a hash.
    public static int bucket(long hash) {
        return (int) Math.unsignedMultiplyHigh(hash, COUNT);
    }

    private static long fnv(long start, String text) {
        long hash = start;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                return fnv(start, text.getBytes(StandardCharsets.UTF_8));
            }
            hash = (hash ^ c) * FNV_PRIME;
        }
        return hash;
    }

    private static long fnv(long start, byte[] bytes) {
        long hash = start;
        for (byte b : bytes) {
            hash = (hash ^ (b & 0xff)) * FNV_PRIME;
        }
        return hash;
    }

    private static long mix(long value) {
        long hash = value;
        hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
        hash = (hash ^ (hash >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return hash ^ (hash >>> 33);
    }
}
