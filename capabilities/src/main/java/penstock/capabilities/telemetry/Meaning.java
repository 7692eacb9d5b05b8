package penstock.capabilities.telemetry;

import java.util.List;

/// The metrics that the server stores by itself.
///
/// @param type `counter`, `gauge` or `histogram`
/// @param unit in the plural; empty when there is none
public record Meaning(String name, String type, String help, String unit) {
    static final String REQUESTS = "http_requests_total";
    static final String FAILED = "http_requests_failed_total";
    static final String RESCUED = "http_requests_rescued_total";
    static final String TROUBLED = "http_requests_troubled_total";
    static final String UPSTREAM_ERRORS = "http_upstream_errors_total";
    static final String DURATION = "http_request_duration_seconds";
    static final String ACTIVE = "active_requests";
    static final String TLS_FAILED = "gateway_instance_tls_failures_total";
    static final String EJECTED = "gateway_instances_ejected";
    static final String EJECTIONS = "gateway_ejections_total";
    static final String OPENINGS = "gateway_breaker_openings_total";
    static final String SHED = "gateway_requests_shed_total";
    static final String LIMIT = "gateway_load_limit";
    static final String WAITING = "gateway_load_waiting";
    static final String RETRIED = "gateway_requests_retried_total";
    static final String QUEUED = "gateway_requests_queued";
    static final String DENIED = "http_access_requests_total";
    static final String ACCESS_RANGES = "http_access_ranges";
    static final String ACCESS_FAULTS = "http_access_faults";
    static final String OVERSIZE = "http_oversize_total";
    static final String ENCODED = "http_compression_answers_total";
    static final String ENCODED_IN = "http_compression_input_bytes_total";
    static final String ENCODED_OUT = "http_compression_output_bytes_total";
    static final String UNENCODED = "http_compression_skipped_total";
    static final String RATE_LIMITED = "http_ratelimit_requests_total";
    static final String RATE_KEYS = "http_ratelimit_keys";
    static final String RATE_FORGOTTEN = "http_ratelimit_keys_forgotten_total";
    static final String CACHE_BYTES = "http_cache_bytes";
    static final String CACHE_ENTRIES = "http_cache_entries";
    static final String CACHE_EVICTED = "http_cache_evicted_total";
    static final String CACHE_REQUESTS = "http_cache_requests_total";
    static final String CACHE_STORED = "http_cache_stored_total";
    static final String CACHE_WAITED = "http_cache_waited_total";
    static final String CPU = "process_cpu_seconds_total";
    static final String RESIDENT = "process_resident_memory_bytes";
    static final String DESCRIPTORS = "process_open_fds";
    static final String STARTED = "process_start_time_seconds";
    static final String HEAP = "jvm_memory_used_bytes";
    static final String SERIES = "penstock_metrics_series";
    static final String DISK = "penstock_metrics_disk_bytes";
    static final String REFUSED = "penstock_metrics_refused_total";
    public static final String RULE_EVALUATIONS = "penstock_rule_evaluations_total";
    public static final String RULE_FAILURES = "penstock_rule_evaluation_failures_total";
    public static final String RULE_FILES_REFUSED = "penstock_rule_files_refused";
    public static final String RULE_DURATION = "penstock_rule_group_last_duration_seconds";
    public static final String RULE_MISSED = "penstock_rule_group_iterations_missed_total";
    public static final String ANOMALY = "penstock_anomaly";
    public static final String ANOMALY_SCORE = "penstock_anomaly_score";
    public static final String CERTIFICATE_EXPIRY = "penstock_gateway_certificate_expiry_seconds";
    static final String SYSTEM_CPU = "system_cpu_usage_percent";
    static final String SYSTEM_MEMORY = "system_memory_usage_bytes";
    static final String SYSTEM_MEMORY_TOTAL = "system_memory_total_bytes";
    static final String SYSTEM_DISK = "system_disk_usage_percent";

    /// Sorted by name.
    public static final List<Meaning> ALL =
            List.of(
                    gauge(ACTIVE, "Requests that an instance is serving now.", ""),
                    gauge(CACHE_BYTES, "Memory of what the cache of a service keeps.", "bytes"),
                    gauge(CACHE_ENTRIES, "Answers that the cache of a service keeps.", ""),
                    counter(
                            CACHE_EVICTED,
                            "Answers that left the cache of a service for want of room.",
                            ""),
                    counter(
                            CACHE_REQUESTS,
                            "Requests of a service with a cache, by where their answer came from.",
                            ""),
                    counter(CACHE_STORED, "Answers that the cache of a service took up.", ""),
                    counter(
                            CACHE_WAITED,
                            "Requests that waited for the answer to another for the same.",
                            ""),
                    counter(OPENINGS, "How often a version's breaker opened.", ""),
                    counter(EJECTIONS, "How often an instance was left out for what it did.", ""),
                    counter(
                            TLS_FAILED,
                            "How often TLS with an instance of a version did not come about, by reason.",
                            ""),
                    gauge(EJECTED, "1 for an instance that is left out now.", ""),
                    gauge(LIMIT, "How many requests may wait for an answer at once.", ""),
                    gauge(WAITING, "How many requests wait for an answer.", ""),
                    gauge(QUEUED, "How many requests wait for an instance to have less to do.", ""),
                    counter(RETRIED, "Requests that were sent to their version once more.", ""),
                    counter(
                            SHED,
                            "Requests that were turned away, by reason; `would-shed` was only counted.",
                            ""),
                    gauge(ACCESS_FAULTS, "Files of addresses that cannot be used as they are.", ""),
                    gauge(ACCESS_RANGES, "Ranges of addresses that are allowed or denied.", ""),
                    counter(
                            DENIED,
                            "Requests of clients whose address is denied; `would-deny` was only counted.",
                            ""),
                    counter(ENCODED, "Answers that the gateway compressed.", ""),
                    counter(ENCODED_IN, "Content of answers before it was compressed.", "bytes"),
                    counter(ENCODED_OUT, "Content of answers after it was compressed.", "bytes"),
                    counter(
                            UNENCODED,
                            "Answers that went out as they were, as there was no memory for one more encoder.",
                            ""),
                    counter(
                            OVERSIZE,
                            "Requests that were refused, and answers that were not passed on, as they were too large; by what was.",
                            ""),
                    counter(
                            FAILED,
                            "Requests answered 5xx or with an error on the way, before any rescue.",
                            ""),
                    counter(RESCUED, "Failed requests that stable answered instead.", ""),
                    new Meaning(
                            DURATION,
                            "histogram",
                            "From the head of a request to the end of the answer; the sum is estimated from the buckets.",
                            "seconds"),
                    gauge(RATE_KEYS, "Keys of a rate limit that are being counted now.", ""),
                    counter(
                            RATE_FORGOTTEN,
                            "Keys of a rate limit that lost their count, as there were too many.",
                            ""),
                    counter(
                            RATE_LIMITED,
                            "Requests that a rate limit let pass, refused, or in shadow mode would have refused.",
                            ""),
                    counter(
                            REQUESTS,
                            "Requests of clients, by the version that their cohort chose.",
                            ""),
                    counter(
                            TROUBLED,
                            "Requests that failed, were refused or not served, by what happened; one may be in several classes.",
                            ""),
                    counter(
                            UPSTREAM_ERRORS,
                            "Attempts at an instance that ended without a whole, correct answer.",
                            ""),
                    gauge(
                            ANOMALY,
                            "1 while a detector finds an anomaly, 0 while it finds none.",
                            ""),
                    gauge(
                            ANOMALY_SCORE,
                            "How unusual the last point of a detector is: 3 is seen once in a thousand points when nothing is wrong.",
                            ""),
                    gauge(
                            CERTIFICATE_EXPIRY,
                            "How long the certificate of a domain is still valid; negative once it has expired.",
                            "seconds"),
                    gauge(HEAP, "Memory of the server's heap in use.", "bytes"),
                    gauge(DISK, "Room that the store of metrics takes on the disk.", "bytes"),
                    counter(REFUSED, "Samples and series that were not taken.", ""),
                    gauge(SERIES, "Series in memory.", ""),
                    counter(RULE_FAILURES, "Evaluations of rules that failed.", ""),
                    counter(RULE_EVALUATIONS, "Evaluations of rules.", ""),
                    gauge(
                            RULE_FILES_REFUSED,
                            "Rule files that are wrong, or are left out for another reason.",
                            ""),
                    counter(
                            RULE_MISSED,
                            "Evaluations of a group of rules that its time went by for.",
                            ""),
                    gauge(
                            RULE_DURATION,
                            "How long the last evaluation of a group of rules took.",
                            "seconds"),
                    counter(CPU, "Time of processors that the server used.", "seconds"),
                    gauge(DESCRIPTORS, "File descriptors that the server has open.", ""),
                    gauge(RESIDENT, "Memory of the server that is resident.", "bytes"),
                    gauge(STARTED, "When the server was started, since 1970.", "seconds"),
                    gauge(SYSTEM_CPU, "Share of the machine's processors in use.", ""),
                    gauge(SYSTEM_DISK, "Share of a file system in use.", ""),
                    gauge(SYSTEM_MEMORY_TOTAL, "Memory that the machine has.", "bytes"),
                    gauge(
                            SYSTEM_MEMORY,
                            "Memory of the machine that is not available to programs.",
                            "bytes"));

    private static Meaning counter(String name, String help, String unit) {
        return new Meaning(name, "counter", help, unit);
    }

    private static Meaning gauge(String name, String help, String unit) {
        return new Meaning(name, "gauge", help, unit);
    }
}
