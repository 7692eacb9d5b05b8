/// The judges that are compared: our own, and models of what others do, from their sources.
@NullMarked
package penstock.bench.judge.contender;

import org.jspecify.annotations.NullMarked;
