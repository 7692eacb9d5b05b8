package penstock.gateway.net;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoOps;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollIoOps;

/// Netty's handler for epoll, for sockets that may wait for nothing for a while.
///
/// A socket whose other side will send no more, and which has nothing to write, waits for no event, and Netty (4.2.13 to at least
/// 4.2.18) takes it out of the epoll set then, but does not put it back when it waits for room to write, or is to be read, later: the call
/// fails (`ENOENT`) and the connection is closed in the middle of an answer. Here such a socket is registered anew.
final class ReturningEpoll implements IoHandler {

    private final IoHandler epoll;

    private ReturningEpoll(IoHandler epoll) {
        this.epoll = epoll;
    }

    static IoHandlerFactory newFactory() {
        IoHandlerFactory epoll = EpollIoHandler.newFactory();
        return executor -> new ReturningEpoll(epoll.newHandler(executor));
    }

    @Override
    public void initialize() {
        epoll.initialize();
    }

    @Override
    public int run(IoHandlerContext context) {
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
        return new Registration(handle, epoll.register(handle));
    }

    @Override
    public void wakeup() {
        epoll.wakeup();
    }

    @Override
    public boolean isCompatible(Class<? extends IoHandle> handleType) {
        return epoll.isCompatible(handleType);
    }

    private final class Registration implements IoRegistration {

        private final IoHandle handle;
        private IoRegistration present;
        private boolean isOut;

        Registration(IoHandle handle, IoRegistration first) {
            this.handle = handle;
            this.present = first;
        }

        @Override
        public synchronized <T> T attachment() {
            return present.attachment();
        }

        @Override
        public synchronized long submit(IoOps ops) {
            boolean isNothing = ops.equals(EpollIoOps.NONE);
            if (isOut && isNothing) {
                return 0;
            }
            if (isOut && present.isValid()) {
                present.cancel();
                try {
                    present = epoll.register(handle);
                } catch (Exception e) {
                    throw new IllegalStateException("a socket could not be registered anew", e);
                }
            }
            isOut = isNothing;
            return present.submit(ops);
        }

        @Override
        public synchronized boolean isValid() {
            return present.isValid();
        }

        @Override
        public synchronized boolean cancel() {
            return present.cancel();
        }
    }
}
