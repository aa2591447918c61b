// The crash test: SIGKILL at random instants under a stream of STOPs, STARTs and submits. The judge is outside the gateway: this
// process is both the SMSC and the senders, so it knows in which order it saw an answer and sent a text. With --power-cut the
// store also loses what was not synced.
//
//   STOPGATE_BUILD=build/dev node tests/e2e/crash.mjs --kills 500 --seed 7 --power-cut
import { fileURLToPath } from 'node:url';

import { Disk } from './disk.mjs';
import { Gateway } from './gateway.mjs';
import { Judge } from './judge.mjs';
import * as smpp from './smpp.mjs';
import { FakeSmsc, courteous, dial } from './wire.mjs';

const service = '5550000';
const replies_at_once = 8; // of one SMSC session that wait for their answer
const submits_at_once = 12; // of one sender that wait for their answer
const longest_life = 120; // milliseconds from the bind to the kill, at most

// Small and repeatable.
export function dice(seed) {
    let state = seed >>> 0;
    return (below) => {
        state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
        return Math.floor((state / 2 ** 32) * below);
    };
}

class Campaign {
    constructor(scope, roll, power_cut) {
        this.scope = scope;
        this.roll = roll;
        this.disk = power_cut ? new Disk(scope) : null;
        this.judge = new Judge();
        this.redeliver = new Set(); // persons whose reply had no answer when the link broke
        this.busy = false;
    }

    async prepare() {
        this.smsc = await FakeSmsc.start(this.scope, courteous);
        const env = this.disk?.environment() ?? {};
        this.gateway = await Gateway.start(this.scope, { upstream: this.smsc.address, config: { limits: { workers: 2 } }, env });
    }

    // The next life begins.
    revive() {
        this.disk?.cut_power(this.gateway.store, this.roll);
        this.gateway.spawn();
    }

    // Binds one sender and lets texts flow on it, both ways as far as its bind goes.
    async join(system_id, kind) {
        const sender = await dial(this.scope, this.gateway.port(), (one) => this.at_sender(sender, one));
        Object.assign(sender, { open: new Map(), kind });
        const answer = sender.ask(smpp.bind(kind, { system_id, sequence: sender.next_sequence() }));
        const session = await this.smsc.session();
        Object.assign(session, { open: new Map(), kind, answers: (one) => this.at_smsc(session, one) });
        const { status } = await answer;
        if (status !== 0) throw new Error(`bind_${kind} was refused with ${status}`);
        this.keep_going(sender, session);
        return { sender, session };
    }

    keep_going(sender, session) {
        if (sender.kind !== 'tx') while (this.busy && session.open.size < replies_at_once) this.reply(session);
        if (sender.kind !== 'rx') while (this.busy && sender.open.size < submits_at_once) this.submit(sender);
        sender.pair = session;
        session.pair = sender;
    }

    reply(session) {
        const sequence = session.next_sequence();
        const [again] = this.redeliver;
        if (again) this.redeliver.delete(again);
        const said = again ?? this.next_words();
        session.open.set(sequence, said);
        session.send(smpp.deliver_sm({ source: said.person.number, destination: service, text: said.text, sequence }));
    }

    next_words() {
        const { judge, roll } = this;
        const dealt = roll(10);
        if (dealt < 2) return { person: judge.newcomer(), text: 'good morning' };
        const known = dealt < 4 ? judge.somebody_stopped(roll) : null;
        if (known && dealt < 3) return judge.says(known, 'START');
        return judge.says(known ?? judge.newcomer(), 'STOP');
    }

    submit(sender, to) {
        const { judge, roll } = this;
        const person = to ?? (roll(4) === 0 ? judge.newcomer() : judge.somebody(roll)) ?? judge.newcomer();
        const sent = judge.submitted(person);
        const sequence = sender.next_sequence();
        sender.open.set(sequence, sent);
        sender.send(smpp.submit_sm({ source: service, destination: person.number, text: sent.text, sequence }));
    }

    at_sender(sender, one) {
        const sent = one.command === 'submit_sm_resp' ? sender.open.get(one.sequence) : undefined;
        if (sent) {
            sender.open.delete(one.sequence);
            this.judge.answered(sent, one.status);
            sender.on_answer?.();
            if (this.busy && sender.pair) this.submit(sender);
        }
        return [smpp.command.deliver_sm, smpp.command.enquire_link, smpp.command.unbind].includes(one.id)
            ? smpp.answer(one)
            : null;
    }

    at_smsc(session, one) {
        if (one.id === smpp.command.submit_sm) this.judge.reached_the_smsc(smpp.read_message(one));
        const said = one.command === 'deliver_sm_resp' ? session.open.get(one.sequence) : undefined;
        if (said) {
            session.open.delete(one.sequence);
            if (one.status === 0) this.judge.acknowledged(said);
            else this.redeliver.add(said);
            if (this.busy) this.reply(session);
        }
        return courteous(one);
    }

    // What one process of the gateway lives through.
    async life() {
        const instant = this.roll(longest_life);
        if (this.roll(10) === 0) {
            // killed while it starts, which is while it recovers
            await pause(instant / 2);
            await this.gateway.kill();
            return;
        }
        await this.gateway.ready();
        await this.check();
        this.busy = true;
        const links = [await this.join('both', 'trx'), await this.join('apart', 'rx')];
        // In other lives the confirmations of "apart" wait for the next one.
        if (this.roll(2) === 0) links.push(await this.join('apart', 'tx'));
        await pause(instant);
        const over = this.gateway.kill();
        await Promise.all(links.flatMap(({ sender, session }) => [sender.closed(), session.closed()]));
        await over;
        this.busy = false;
        for (const { sender, session } of links) {
            for (const said of session.open.values()) this.redeliver.add(said);
            for (const sent of sender.open.values()) this.judge.unanswered(sent);
            sender.socket.destroy();
            session.socket.destroy();
        }
    }

    // Everybody whose STOP was answered since the last look, and some of the others, must be suppressed.
    async check() {
        for (const person of this.judge.to_check(this.roll)) {
            const found = await this.gateway.get(`/v1/lookup?sender=${service}&recipient=${person.number}`);
            this.judge.looked_up(person, found.suppressed);
        }
    }

    // The last life: all open replies are answered, and everybody who is suppressed is written to once more.
    async finale() {
        await this.gateway.ready();
        await this.check();
        const { sender, session } = await this.join('both', 'trx');
        const spare = await this.join('apart', 'tx');
        while (this.redeliver.size || session.open.size) {
            while (this.redeliver.size && session.open.size < replies_at_once) this.reply(session);
            if (session.open.size) await session.first({ command: 'deliver_sm_resp' }, session.received.mark());
        }
        const everybody = this.judge.all_stopped();
        const answers = sender.received.several(everybody.length, { command: 'submit_sm_resp' });
        for (const person of everybody) this.submit(sender, person);
        await answers;
        for (const one of [sender, spare.sender]) one.end();
        const { code } = await this.gateway.stop();
        if (code !== 0) this.judge.objects(`the last life ended with code ${code}`);
    }
}

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

// {violations, tally}. `scope.after(f)`: called for what has to be ended.
export async function crash_run(scope, { kills, seed, power_cut = false, progress = () => {} }) {
    const campaign = new Campaign(scope, dice(seed), power_cut);
    await campaign.prepare();
    for (let killed = 1; killed <= kills; killed++) {
        await campaign.life();
        campaign.revive();
        if (killed % 10 === 0) progress(`${killed} kills: ${campaign.judge.summary()}`);
        if (campaign.judge.violations.length) break;
    }
    await campaign.finale();
    const { violations, tally } = campaign.judge;
    tally.octets_cut = campaign.disk?.octets_lost ?? 0;
    return { violations, tally, summary: campaign.judge.summary() };
}

function option(name, otherwise) {
    const at = process.argv.indexOf(`--${name}`);
    return at < 0 ? otherwise : Number(process.argv[at + 1]);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
    const seed = option('seed', Math.floor(Math.random() * 2 ** 32));
    console.log(`seed ${seed}`);
    const ends = [];
    const power_cut = process.argv.includes('--power-cut');
    const scope = { after: (end) => ends.push(end) };
    const { violations, summary } = await crash_run(scope, {
        kills: option('kills', 50),
        seed,
        power_cut,
        progress: console.log,
    });
    for (const end of ends.reverse()) await end();
    for (const one of violations) console.error(`VIOLATION ${one}`);
    console.log(`${violations.length ? 'failed' : 'passed'}: ${summary}`);
    process.exit(violations.length ? 1 : 0);
}
