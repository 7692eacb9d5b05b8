package penstock.gateway.rates;

import java.util.random.RandomGenerator;

/// Names a key by 64 bits: SipHash-2-4 (J.-P. Aumasson, D. J. Bernstein 2012) under a secret of this process, so that nobody can
/// choose values that share the bucket of another. Reused from one key to the next; for one thread.
public final class KeyHash {

    /// What the hashes of one process have in common.
    public record Secret(long first, long second) {

        public static Secret draw(RandomGenerator random) {
            return new Secret(random.nextLong(), random.nextLong());
        }
    }

    private final Secret secret;
    private long v0;
    private long v1;
    private long v2;
    private long v3;
    private long word;
    private int length;

    public KeyHash(Secret secret) {
        this.secret = secret;
    }

    public KeyHash start() {
        v0 = secret.first() ^ 0x736f6d6570736575L;
        v1 = secret.second() ^ 0x646f72616e646f6dL;
        v2 = secret.first() ^ 0x6c7967656e657261L;
        v3 = secret.second() ^ 0x7465646279746573L;
        word = 0;
        length = 0;
        return this;
    }

    public KeyHash put(int octet) {
        word |= (octet & 0xffL) << (8 * (length & 7));
        length++;
        if ((length & 7) == 0) {
            compress(word);
            word = 0;
        }
        return this;
    }

    public KeyHash put(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            put(bytes[i]);
        }
        return this;
    }

    /// Text of ISO 8859-1 characters.
    public KeyHash put(String text) {
        for (int i = 0; i < text.length(); i++) {
            put(text.charAt(i));
        }
        return this;
    }

    /// Of all that was put since the start.
    public long end() {
        compress(word | ((long) length << 56));
        v2 ^= 0xff;
        for (int i = 0; i < 4; i++) {
            round();
        }
        return v0 ^ v1 ^ v2 ^ v3;
    }

    private void compress(long block) {
        v3 ^= block;
        round();
        round();
        v0 ^= block;
    }

    private void round() {
        v0 += v1;
        v1 = Long.rotateLeft(v1, 13) ^ v0;
        v0 = Long.rotateLeft(v0, 32);
        v2 += v3;
        v3 = Long.rotateLeft(v3, 16) ^ v2;
        v0 += v3;
        v3 = Long.rotateLeft(v3, 21) ^ v0;
        v2 += v1;
        v1 = Long.rotateLeft(v1, 17) ^ v2;
        v2 = Long.rotateLeft(v2, 32);
    }
}
