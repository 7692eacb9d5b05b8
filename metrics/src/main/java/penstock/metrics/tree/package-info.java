/// Files that were read as maps, lists, texts, numbers and booleans: what they say, and all that is wrong with them.
@NullMarked
package penstock.metrics.tree;

import org.jspecify.annotations.NullMarked;
