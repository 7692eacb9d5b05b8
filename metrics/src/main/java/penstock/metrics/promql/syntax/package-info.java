/// The language of queries: its words, trees, what may stand where, and how a tree is written as text again.
@NullMarked
package penstock.metrics.promql.syntax;

import org.jspecify.annotations.NullMarked;
