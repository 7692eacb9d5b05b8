@NullMarked
package penstock.model;

import org.jspecify.annotations.NullMarked;
