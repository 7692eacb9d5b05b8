/// The audit log: who changed what, when and why, as a hash chain with signed checkpoints.
@NullMarked
package penstock.kernel.audit;

import org.jspecify.annotations.NullMarked;
