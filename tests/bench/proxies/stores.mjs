// Stores of so many entries, made when they are asked for first: DIR/1000, DIR/1000000…
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

// Map from entries to what gives the directory. Under another name until it is whole: a run that was broken off leaves no half.
export function stores(directory, sizes, store_bench) {
    const make = (entries) => {
        const made = path.join(directory, String(entries));
        if (fs.existsSync(made)) return made;
        fs.mkdirSync(directory, { recursive: true });
        fs.rmSync(`${made}.part`, { recursive: true, force: true });
        execFileSync(store_bench, ['--path', `${made}.part`, '--entries', String(entries), '--make'], { stdio: ['ignore', 'ignore', 'inherit'] });
        fs.renameSync(`${made}.part`, made);
        return made;
    };
    return new Map(sizes.map((entries) => [entries, () => make(entries)]));
}
