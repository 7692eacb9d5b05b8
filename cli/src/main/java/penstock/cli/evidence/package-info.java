/// Shows what the evidence of rollouts says: as sentences and tables, and as a picture.
@NullMarked
package penstock.cli.evidence;

import org.jspecify.annotations.NullMarked;
