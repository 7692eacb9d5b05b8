package penstock.gateway.net;

import io.netty.channel.IoEvent;
import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoOps;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;

/// Epoll that keeps a connection registered while nothing is awaited on it.
///
/// Netty takes such a connection out of the epoll set and then fails to put it back (4.2.13 to 4.2.18, netty#16689): it is closed as
/// soon as it is to be read or written again. That is so for every connection whose other side has ended its direction, once there
/// is nothing to read: its answer was cut off where the socket's buffer was full. In place of nothing we await errors, and those only
/// when they come, as an error that lasts would else keep the loop busy.
///
/// Netty finds whom an event concerns by the number of the descriptor. Where the handling of one event closes a connection and opens
/// another, the new one can have the number of the old, and gets what the kernel had told of that one in the same turn: a connection
/// that is still being made was to be read, and failed. What is registered in a turn is therefore told nothing before the next.
final class SteadyEpoll implements IoHandler {

    private static final EpollIoOps NOTHING = EpollIoOps.EPOLLERR.with(EpollIoOps.EPOLLET);

    private final IoHandler epoll;

    /// Counts how often the kernel was asked for events.
    private long turn;

    private SteadyEpoll(IoHandler epoll) {
        this.epoll = epoll;
    }

    static IoHandlerFactory newFactory() {
        IoHandlerFactory factory = EpollIoHandler.newFactory();
        return executor -> new SteadyEpoll(factory.newHandler(executor));
    }

    @Override
    public void initialize() {
        epoll.initialize();
    }

    @Override
    public int run(IoHandlerContext context) {
        turn++;
        return epoll.run(context);
    }

    @Override
    public void prepareToDestroy() {
        epoll.prepareToDestroy();
    }

    @Override
    public void destroy() {
        epoll.destroy();
    }

    @Override
    public IoRegistration register(IoHandle handle) throws Exception {
        return new Steady(
                epoll.register(
                        handle instanceof EpollIoHandle known
                                ? new Newcomer(known, turn)
                                : handle));
    }

    @Override
    public void wakeup() {
        epoll.wakeup();
    }

    @Override
    public boolean isCompatible(Class<? extends IoHandle> type) {
        return epoll.isCompatible(type);
    }

    /// What has come to the loop in some turn.
    private final class Newcomer implements EpollIoHandle {

        private final EpollIoHandle handle;
        private final long since;

        Newcomer(EpollIoHandle handle, long since) {
            this.handle = handle;
            this.since = since;
        }

        @Override
        public FileDescriptor fd() {
            return handle.fd();
        }

        @Override
        public void handle(IoRegistration registration, IoEvent event) {
            if (since != turn) {
                handle.handle(registration, event);
            }
        }

        @Override
        public void registered() {
            handle.registered();
        }

        @Override
        public void unregistered() {
            handle.unregistered();
        }

        @Override
        public void close() {
            try {
                handle.close();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (Exception e) {
                throw new IllegalStateException("a connection could not be closed", e);
            }
        }
    }

    private static final class Steady implements IoRegistration {

        private final IoRegistration registration;
        private boolean isAdded;

        Steady(IoRegistration registration) {
            this.registration = registration;
        }

        @Override
        @SuppressWarnings("TypeParameterUnusedInFormals") // Netty's interface has it so
        public <T> T attachment() {
            return registration.attachment();
        }

        @Override
        public long submit(IoOps ops) {
            boolean isNone = EpollIoOps.NONE.equals(ops);
            isAdded |= !isNone;
            return registration.submit(isNone && isAdded ? NOTHING : ops);
        }

        @Override
        public boolean isValid() {
            return registration.isValid();
        }

        @Override
        public boolean cancel() {
            return registration.cancel();
        }
    }
}
