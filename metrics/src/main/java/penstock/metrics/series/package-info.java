/// Series as the query engine reads them, whoever keeps them.
@NullMarked
package penstock.metrics.series;

import org.jspecify.annotations.NullMarked;
