/// The HTTP API. Routes follow from what capabilities register; [penstock.server.api.HttpListener] is the only class that
/// knows the web server, [penstock.server.api.HttpProblems] the only one that knows status codes.
@NullMarked
package penstock.server.api;

import org.jspecify.annotations.NullMarked;
