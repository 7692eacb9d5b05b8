package penstock.model;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Marks a record that stands in a manifest as one text: read by its static `parse(String)`, written by `toString`.
/// Without it, a static `parse(String)` is only a short form of reading, and the record is written by its fields.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface AsText {}
