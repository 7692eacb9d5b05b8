package penstock.gateway.rates;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KeyHashTest {

    /// The example in appendix A of the paper: key 00 01 … 0f, message 00 01 … 0e.
    @Test
    void itIsSipHash24() {
        var hash = new KeyHash(new KeyHash.Secret(0x0706050403020100L, 0x0f0e0d0c0b0a0908L));
        hash.start();
        for (int i = 0; i < 15; i++) {
            hash.put(i);
        }

        assertThat(hash.end()).isEqualTo(0xa129ca6149be45e5L);
    }

    @Test
    void eachKeyBeginsAnew() {
        var hash = new KeyHash(new KeyHash.Secret(1, 2));
        long once = hash.start().put("10.0.0.1").end();

        assertThat(hash.start().put(new byte[] {'x', '1', '0'}, 1, 3).put(".0.0.1").end())
                .isEqualTo(once);
        assertThat(hash.start().put("10.0.0.2").end()).isNotEqualTo(once);
        assertThat(new KeyHash(new KeyHash.Secret(1, 3)).start().put("10.0.0.1").end())
                .isNotEqualTo(once);
    }
}
