package penstock.gateway;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Moves the clock forward again and again until a blocking call returns, as the gateway may see the bytes only after the
/// first move.
record Advancing(GatewayRig rig, Duration step) {

    interface Call<T> {
        T run() throws Exception;
    }

    <T> T until(Call<T> call) throws Exception {
        var isOver = new CountDownLatch(1);
        Thread mover =
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    try {
                                        do {
                                            rig.advance(step);
                                        } while (!isOver.await(200, TimeUnit.MILLISECONDS));
                                    } catch (InterruptedException stopped) {
                                        Thread.currentThread().interrupt();
                                    }
                                });
        try {
            return call.run();
        } finally {
            isOver.countDown();
            mover.join();
        }
    }
}
