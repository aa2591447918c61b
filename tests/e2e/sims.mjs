// Stopgate's simulators, driven by commands on their standard input, told by the JSON lines that they print.
import { Program, built } from './harness.mjs';
import * as smpp from './smpp.mjs';

// Numbers for PDUs that tests build themselves; far above what a simulator counts to.
let own_sequence = 0x01000000;

class Simulator {
    constructor(t, name, args) {
        this.program = new Program(built(name), args, { name });
        this.said = this.program.output;
        t.after(() => this.program.kill());
    }

    tell(line) {
        this.program.tell(line);
    }
    next(wanted) {
        return this.said.next(wanted);
    }

    // Two programs tell of one exchange on two pipes, in no order. After this, all that the simulator did so far is in `said`.
    async caught_up() {
        const since = this.said.mark();
        this.tell('caught-up?'); // no such command; it says so, behind all else
        await this.said.first({ event: 'error' }, since);
    }

    // A mark in `said`, behind all that the simulator did so far.
    async now() {
        await this.caught_up();
        return this.said.mark();
    }

    async pdus(direction, command, since = 0) {
        await this.caught_up();
        return this.said.all({ event: 'pdu', direction, command }, since);
    }

    quit() {
        this.tell('quit');
        return this.program.exited;
    }

    // Tells the simulator to send, then waits for the answer to what it sent: {sent, answer}.
    async ask(line, request, wanted = {}) {
        const since = this.said.mark();
        this.tell(line);
        const sent = await this.said.first({ event: 'pdu', direction: 'out', command: request, ...wanted }, since);
        const answer = await this.said.first(
            (one) =>
                one.event === 'pdu' &&
                one.direction === 'in' &&
                one.sequence === sent.sequence &&
                one.session === sent.session &&
                (one.command === `${request}_resp` || one.command === 'generic_nack'),
            since,
        );
        return { sent, answer };
    }
}

export class Smsc extends Simulator {
    static async start(t, ...args) {
        const smsc = new Smsc(t, 'stopgate-smsc', ['--listen', '127.0.0.1:0', ...args]);
        smsc.port = (await smsc.said.first({ event: 'listening' })).port;
        return smsc;
    }

    get address() {
        return `127.0.0.1:${this.port}`;
    }

    // A person's text; resolves with the deliver_sm_resp.
    async mo(from, to, text, session) {
        const { answer } = await this.ask(`mo${session === undefined ? '' : `@${session}`} ${from} ${to} ${text}`, 'deliver_sm', {
            from,
            to,
        });
        return answer;
    }

    // A deliver_sm built by the test.
    async deliver(session, fields) {
        const sequence = ++own_sequence;
        const raw = smpp.deliver_sm({ ...fields, sequence });
        return (await this.ask(`hex ${session} ${raw.toString('hex')}`, 'deliver_sm', { sequence })).answer;
    }

    // All texts that came so far.
    async submits(wanted = {}, since = 0) {
        await this.caught_up();
        return this.said.all({ event: 'pdu', direction: 'in', command: 'submit_sm', ...wanted }, since);
    }

    // The first such text, when it comes.
    submit(wanted = {}, since = 0) {
        return this.said.first({ event: 'pdu', direction: 'in', command: 'submit_sm', ...wanted }, since);
    }
}

export class Sender extends Simulator {
    static async start(t, port, { system_id = 'esme', password = 'secret', bind = 'trx' } = {}, ...args) {
        const sender = new Sender(t, 'stopgate-sender', [
            '--connect',
            `127.0.0.1:${port}`,
            '--system-id',
            system_id,
            '--password',
            password,
            '--bind',
            bind,
            ...args,
        ]);
        if (!args.includes('--no-bind')) sender.bound = await sender.said.first({ event: 'bound' });
        return sender;
    }

    // One text; resolves with its submit_sm_resp.
    async submit(from, to, text = 'hello') {
        return (await this.ask(`submit ${from} ${to} ${text}`, 'submit_sm', { from, to })).answer;
    }

    // A submit_sm built by the test.
    async submit_built(fields) {
        const sequence = ++own_sequence;
        return (await this.ask(`hex ${smpp.submit_sm({ ...fields, sequence }).toString('hex')}`, 'submit_sm', { sequence }))
            .answer;
    }

    // A text that came from a person.
    delivered(wanted = {}, since = 0) {
        return this.said.first({ event: 'pdu', direction: 'in', command: 'deliver_sm', ...wanted }, since);
    }
}
