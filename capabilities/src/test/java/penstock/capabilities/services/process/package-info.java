/// Tests of the process target with real processes.
@NullMarked
package penstock.capabilities.services.process;

import org.jspecify.annotations.NullMarked;
