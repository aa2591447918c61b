// Who takes part, by name. Each is started when it is asked for first, and all are stopped together.
export class Lineup {
    #recipes;
    #running = new Map();
    // `stores`: as of stores(). A store is one process's at a time: those that share one are one
    // process with several loads.
    constructor(field, stores) {
        this.full = [...stores].at(-1)?.[0] ?? 0;
        this.#recipes = new Map([
            ['direct', () => field.direct()],
            ['HAProxy', () => field.haproxy()],
            ['nginx', () => field.nginx()],
            ['Stopgate', (name) => field.stopgate(name)],
            ['Stopgate, no texts remembered', (name) => field.stopgate(name, { memory: 0 })],
            ['Stopgate, scraped', (name) => field.stopgate(name, { scrape: true })],
            ...[...stores].map(([entries, store]) => [listing(entries), (name) => field.stopgate(name, { store: store() })]),
            ...(this.full > 0 ? [0.01, 0.5] : []).map((share) => [
                `${listing(this.full)}, ${share * 100} % refused`,
                (name) => this.#refusing(name, share),
            ]),
            ['HAProxy, TLS', () => field.haproxy({ tls: true })],
            ['Stopgate, TLS', (name) => field.stopgate(name, { tls: true })],
        ]);
    }
    // But for those with smaller lists, which are a matter of their own.
    get names() {
        return [...this.#recipes.keys()].filter((name) => !/entries$/.test(name) || name === listing(this.full));
    }
    async one(name) {
        if (!this.#running.has(name)) this.#running.set(name, await this.#recipes.get(name)(name));
        return this.#running.get(name);
    }
    async all(names) {
        const made = [];
        for (const name of names) made.push(await this.one(name));
        return made;
    }
    async stop() {
        for (const one of this.#running.values()) await one.stop();
    }
    async #refusing(name, share) {
        const full = await this.one(listing(this.full));
        const words = ['--listed', String(share), '--entries', String(this.full)];
        return { ...full, name, words: [...full.words, ...words], stop() {} };
    }
}

export function listing(entries) {
    return `Stopgate, ${entries.toLocaleString('en')} entries`;
}
export function measured_against(name) {
    return name === 'Stopgate, TLS' ? 'HAProxy, TLS' : 'HAProxy';
}
