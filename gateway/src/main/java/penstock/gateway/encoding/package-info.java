/// Content codings: which one a client takes, and the programs that apply them piece by piece.
@NullMarked
package penstock.gateway.encoding;

import org.jspecify.annotations.NullMarked;
