# A service in Perl: answers every request with a greeting, on the port that it finds in PORT.
use strict;
use warnings;
use IO::Socket::INET;

$SIG{TERM} = sub { exit 0 };
my $server = IO::Socket::INET->new(
    LocalAddr => '127.0.0.1', LocalPort => $ENV{PORT}, Listen => 128, ReuseAddr => 1
) or die "port $ENV{PORT}: $!";

while (my $client = $server->accept) {
    while (my $line = <$client>) { last if $line =~ /^\r?\n$/ }
    my $body = "hello from $ENV{PENSTOCK_VERSION}\n";
    print $client "HTTP/1.1 200 OK\r\nContent-Length: ", length $body, "\r\nConnection: close\r\n\r\n", $body;
    close $client;
}
