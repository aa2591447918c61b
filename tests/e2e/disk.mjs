// The disk under the gateway's store, as the test wants it: slow, broken, or without what no sync had made durable. See disk.cpp.
import fs from 'node:fs';
import path from 'node:path';

import { built, directory } from './harness.mjs';

// Files that RocksDB only appends to; the others it writes whole, syncs and renames.
const appended = /\.log$|\.sst$|^MANIFEST-/;

export class Disk {
    octets_lost = 0;
    #durable = new Map();

    constructor(scope) {
        this.directory = directory(scope);
        this.journal = path.join(this.directory, 'syncs');
    }

    // For the gateway's process.
    environment() {
        return { LD_PRELOAD: built('libstopgate_disk.so'), STOPGATE_DISK: this.directory };
    }

    // From here on syncs wait, until `release`.
    hold() {
        fs.writeFileSync(path.join(this.directory, 'held'), '');
    }
    release() {
        fs.rmSync(path.join(this.directory, 'held'));
    }

    // From here on syncs fail, until `mend`.
    break() {
        fs.writeFileSync(path.join(this.directory, 'broken'), '');
    }
    mend() {
        fs.rmSync(path.join(this.directory, 'broken'));
    }

    // Power is gone, and the gateway with it: the store's files lose what was not synced, or a random part of it.
    cut_power(store, roll) {
        const noted = fs.existsSync(this.journal) ? fs.readFileSync(this.journal, 'utf8') : '';
        for (const [, octets, file] of noted.matchAll(/^(\d+) (.*)\n/gm)) {
            this.#durable.set(file, Math.max(Number(octets), this.#durable.get(file) ?? 0));
        }
        fs.rmSync(this.journal, { force: true });
        for (const name of fs.existsSync(store) ? fs.readdirSync(store).filter((one) => appended.test(one)) : []) {
            const file = path.join(store, name);
            const { size } = fs.statSync(file);
            const unsynced = size - Math.min(size, this.#durable.get(file) ?? 0);
            const kept = size - unsynced + (roll(2) ? roll(unsynced + 1) : 0);
            if (kept < size) fs.truncateSync(file, kept);
            this.octets_lost += size - kept;
            this.#durable.set(file, kept); // what is there after a power cut is there
        }
    }
}
