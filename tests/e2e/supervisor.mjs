// What a service manager does for a program: a notify socket that it speaks to, and a listening socket that outlives it.
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { Program, built, directory } from './harness.mjs';

// `said`: what came to the notify socket, line by line.
export class NotifySocket {
    static async start(t) {
        const socket = new NotifySocket();
        socket.path = path.join(directory(t), 'notify');
        // A datagram a read; the last line of each has no end of its own.
        const print = '$| = 1; open F, "<&=3"; print "$said\\n" while sysread F, $said, 65536';
        socket.program = new Program('systemd-socket-activate', ['--datagram', '-l', socket.path, 'perl', '-e', print]);
        t.after(() => socket.program.kill());
        socket.said = socket.program.output;
        await socket.program.errors.first((line) => /^Listening on/.test(line));
        return socket;
    }

    // The next such line after the last one that was asked for.
    next(assignment) {
        return this.said.next((one) => one.line === assignment || (assignment instanceof RegExp && assignment.test(one.line)));
    }
    count(assignment, since = 0) {
        return this.said.all((one) => one.line === assignment, since).length;
    }
}

// Keeps a TCP socket open, and starts a gateway with it as often as it is told; one ends before the next begins.
export class Activator {
    static async start(t) {
        const activator = new Activator();
        const gateway = ['setpriv', '--pdeathsig', 'KILL', built('stopgate'), 'run', '--config'];
        activator.program = new Program('perl', [fileURLToPath(new URL('activator.pl', import.meta.url)), ...gateway]);
        t.after(() => activator.program.kill());
        activator.port = (await activator.program.output.first((one) => one.port)).port;
        return activator;
    }

    // For Gateway.start.
    launch = (gateway) => {
        this.program.tell(gateway.file);
        return this.program;
    };
}
