/// Tests of what the answers of probes amount to.
@NullMarked
package penstock.capabilities.services.probing;

import org.jspecify.annotations.NullMarked;
