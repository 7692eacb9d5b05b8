package penstock.gateway.net;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/// What Java cannot do with descriptors. Linux only.
final class Descriptors {

    /// `O_CLOEXEC` of Linux, the same on x86-64 and AArch64.
    private static final int CLOSE_ON_EXEC = 0x80000;

    private Descriptors() {}

    /// Makes a descriptor another name of what a second one stands for; what it stood for before is closed. Programs that this
    /// process becomes or starts do not get it.
    static void replace(int descriptor, int by) throws IOException {
        int result;
        try {
            result = (int) Calls.DUP3.invokeExact(by, descriptor, CLOSE_ON_EXEC);
        } catch (Throwable unexpected) {
            throw new IllegalStateException("a call of the system library failed", unexpected);
        }
        if (result != descriptor) {
            throw new IOException("descriptor " + by + " cannot be used");
        }
    }

    /// Looked up only where it is needed.
    private static final class Calls {

        /// Restricted, because a wrong descriptor would crash the virtual machine: this is as in the system's manual.
        @SuppressWarnings("restricted")
        static final MethodHandle DUP3 =
                Linker.nativeLinker()
                        .downcallHandle(
                                Linker.nativeLinker().defaultLookup().findOrThrow("dup3"),
                                FunctionDescriptor.of(
                                        ValueLayout.JAVA_INT,
                                        ValueLayout.JAVA_INT,
                                        ValueLayout.JAVA_INT,
                                        ValueLayout.JAVA_INT));

        private Calls() {}
    }
}
