/// Jobs as Prometheus' configuration describes them: `scrape_configs`, and how they find their targets.
@NullMarked
package penstock.metrics.scrape.jobs;

import org.jspecify.annotations.NullMarked;
