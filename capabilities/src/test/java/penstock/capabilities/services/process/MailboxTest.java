package penstock.capabilities.services.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class MailboxTest {
    private static final Event STOP = new Event.Stop(Duration.ofSeconds(1));
    private static final Event LEAVE = new Event.Leave();

    @Test
    void anEventThatFailsComesOnceMoreAndHoldsUpNoOther() throws Exception {
        var mailbox = new Mailbox();
        mailbox.add(STOP);
        mailbox.add(LEAVE);
        mailbox.await(0);
        mailbox.await(0);
        var dealt = new ArrayList<Event>();
        var looks = new AtomicInteger();

        assertThatThrownBy(
                        () ->
                                mailbox.deal(
                                        event -> {
                                            if (event.equals(STOP)) {
                                                throw new NoClassDefFoundError("for a test");
                                            }
                                            dealt.add(event);
                                        },
                                        looks::incrementAndGet))
                .hasRootCauseMessage("for a test");

        assertThat(dealt).containsExactly(LEAVE);
        assertThat(looks).hasValue(1);
        assertThat(mailbox.hasOpen()).isTrue();
        mailbox.deal(dealt::add, looks::incrementAndGet);
        assertThat(dealt).isEqualTo(List.of(LEAVE, STOP));
        assertThat(mailbox.hasOpen()).isFalse();
    }
}
