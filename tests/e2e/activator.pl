# Keeps a listening socket as a service manager does, says its port, and runs `COMMAND… LINE` with it for each line that it reads, one
# after the other: see sd_listen_fds(3). Not systemd-socket-activate, which wants to be told a port.
use strict;
use warnings;
use IO::Socket::INET;
use POSIX qw(dup2);

$| = 1;
my $socket = IO::Socket::INET->new(LocalAddr => '127.0.0.1', Listen => 4096) or die "cannot listen: $!";
print '{"port": ', $socket->sockport, "}\n";
dup2(fileno($socket), 3) // die "dup2: $!";
$^F = 3;    # descriptors up to this are kept by exec
fcntl($socket, 2, 0) or die "fcntl: $!" if fileno($socket) == 3;    # F_SETFD
while (my $line = <STDIN>) {
    chomp $line;
    my $child = fork // die "fork: $!";
    if ($child == 0) {
        @ENV{qw(LISTEN_PID LISTEN_FDS)} = ($$, 1);
        exec @ARGV, $line or die "exec: $!";
    }
    waitpid $child, 0;
}
