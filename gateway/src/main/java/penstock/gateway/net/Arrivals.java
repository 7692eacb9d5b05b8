package penstock.gateway.net;

import io.netty.channel.Channel;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// The connections of one loop that are not let in yet: of clients in the middle of a handshake, or of proxies that have not said
/// yet for whom they speak. There are only so many, for only so long. Used on its loop only.
final class Arrivals {

    /// As long as the head of a request may take.
    private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(10);

    /// Younger ones are not cut to make room: their client may be about to send the next message.
    private static final long YOUNG_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final int most;

    /// When each came, the oldest first.
    private final Map<Channel, Long> since = new LinkedHashMap<>();

    Arrivals(int most) {
        this.most = most;
    }

    /// Whether there is room for one more; the oldest makes it, if it has had some time.
    boolean begin(Channel channel, long now) {
        if (since.size() >= most) {
            Iterator<Map.Entry<Channel, Long>> all = since.entrySet().iterator();
            Map.Entry<Channel, Long> oldest = all.next();
            if (now - oldest.getValue() < YOUNG_NANOS) {
                return false;
            }
            Channel cut = oldest.getKey();
            all.remove();
            close(cut);
        }
        since.put(channel, now);
        return true;
    }

    /// It was let in, or is gone.
    void end(Channel channel) {
        since.remove(channel);
    }

    int size() {
        return since.size();
    }

    /// Cuts those that have taken too long.
    void tick(long now) {
        Iterator<Map.Entry<Channel, Long>> all = since.entrySet().iterator();
        while (all.hasNext()) {
            Map.Entry<Channel, Long> oldest = all.next();
            if (now - oldest.getValue() <= LIMIT_NANOS) {
                return;
            }
            Channel cut = oldest.getKey();
            all.remove();
            // closing one may end others, which changes the map
            cut.eventLoop().execute(() -> close(cut));
        }
    }

    void closeAll() {
        List<Channel> all = List.copyOf(since.keySet());
        since.clear();
        all.forEach(Arrivals::close);
    }

    private static void close(Channel channel) {
        var _ = channel.close();
    }
}
