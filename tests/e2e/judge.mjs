// What the crash test knows about each person, and what it must never see. Every call is in the order in which things happened on
// the wires of the test's own process.
const opt_out_text = /^You have successfully been unsubscribed/;
const opt_in_text = /^You have successfully been re-subscribed/;
const ESME_RSUBMITFAIL = 0x45;
const looked_at_each_time = 25; // persons checked before

// standing: "free"; "stopping", STOP sent; "stopped", STOP answered; "starting", START sent.
export class Judge {
    violations = [];
    tally = { stops: 0, starts: 0, submits: 0, refused: 0, passed: 0, lost: 0, confirmations: 0, opt_ins: 0, lookups: 0 };
    #persons = [];
    #by_number = new Map();
    #fresh = new Set(); // stopped and not looked up since
    #stopped = new Set();
    #submits = new Map();

    newcomer() {
        const person = {
            number: String(447700000001 + this.#persons.length),
            standing: 'free',
            epoch: 0,
            stops: 0,
            starts: 0,
            stop_texts: 0,
            start_texts: 0,
            talking: false,
        };
        this.#persons.push(person);
        this.#by_number.set(person.number, person);
        return person;
    }

    // Mostly one of those who wrote lately.
    somebody(roll) {
        const among = roll(3) === 0 ? this.#persons.length : Math.min(60, this.#persons.length);
        return this.#persons[this.#persons.length - 1 - roll(among)];
    }

    somebody_stopped(roll) {
        const all = [...this.#stopped].filter((person) => !person.talking);
        return all[roll(Math.max(1, all.length))];
    }

    all_stopped() {
        return [...this.#stopped];
    }

    // A keyword leaves for the gateway. One at a time for each person; what had no answer comes again as the same words.
    says(person, text) {
        person.talking = true;
        const repeated = text === 'STOP' && person.standing === 'stopped';
        if (!repeated) {
            person.epoch++;
            person.standing = text === 'STOP' ? 'stopping' : 'starting';
            person[text === 'STOP' ? 'stops' : 'starts']++;
            this.#stopped.delete(person);
            this.#fresh.delete(person);
        }
        return { person, text };
    }

    acknowledged({ person, text }) {
        person.talking = false;
        if (text === 'STOP') {
            this.tally.stops++;
            person.standing = 'stopped';
            this.#stopped.add(person);
            this.#fresh.add(person);
        } else if (text === 'START') {
            this.tally.starts++;
            person.standing = 'free';
        }
    }

    submitted(person) {
        this.tally.submits++;
        const sent = { text: `text ${this.tally.submits}`, person, epoch: person.epoch, standing: person.standing };
        this.#submits.set(sent.text, sent);
        return sent;
    }

    // Nothing that would change the verdict was said since it was sent.
    #certain(sent, standing) {
        return sent.standing === standing && sent.epoch === sent.person.epoch;
    }

    answered(sent, status) {
        this.tally[status === 0 ? 'passed' : 'refused']++;
        if (status !== 0 && status !== ESME_RSUBMITFAIL) this.objects(`a submit was answered with ${status}`);
        if (status === 0 && this.#certain(sent, 'stopped'))
            this.objects(`${sent.text} to ${sent.person.number} was accepted after the answer to STOP`);
        if (status !== 0 && this.#certain(sent, 'free'))
            this.objects(`${sent.text} to ${sent.person.number} was refused without a STOP in force`);
    }

    unanswered() {
        this.tally.lost++;
    }

    reached_the_smsc({ destination, text }) {
        const sent = this.#submits.get(text);
        const person = this.#by_number.get(destination.digits);
        if (sent) {
            if (this.#certain(sent, 'stopped'))
                this.objects(`${text} to ${destination.digits} reached the SMSC after the answer to STOP`);
        } else if (opt_out_text.test(text)) {
            this.tally.confirmations++;
            if (++person.stop_texts > person.stops)
                this.objects(`${person.number} got ${person.stop_texts} confirmations for ${person.stops} STOP(s)`);
        } else if (opt_in_text.test(text)) {
            this.tally.opt_ins++;
            if (++person.start_texts > person.starts)
                this.objects(`${person.number} got ${person.start_texts} opt-in texts for ${person.starts} START(s)`);
        } else {
            this.objects(`a text that nobody sent: ${text}`);
        }
    }

    // All that are new, and some of the others.
    to_check(roll) {
        const chosen = [...this.#fresh];
        const all = [...this.#stopped];
        for (let count = 0; all.length && count < looked_at_each_time; count++) chosen.push(all[roll(all.length)]);
        this.#fresh.clear();
        return chosen;
    }

    looked_up(person, suppressed) {
        this.tally.lookups++;
        if (!suppressed) this.objects(`${person.number}: its STOP was answered, and is not there after the restart`);
    }

    objects(what) {
        this.violations.push(what);
    }

    summary() {
        return Object.entries(this.tally)
            .map(([key, value]) => `${key} ${value}`)
            .join(', ');
    }
}
