// The golden PDUs of tests/golden, in the notation that tests/support/golden.hpp explains: "== name", then octets in hexadecimal
// and "characters"; "#" begins a comment.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import * as smpp from './smpp.mjs';

const folder = fileURLToPath(new URL('../golden/', import.meta.url));

function octets_of(line) {
    const pieces = [];
    for (const [, characters, digits, comment] of line.matchAll(/"([^"]*)"|([0-9A-Fa-f]+)|(#.*)/g)) {
        if (characters !== undefined) pieces.push(Buffer.from(characters, 'latin1'));
        else if (digits !== undefined) pieces.push(Buffer.from(digits, 'hex'));
        else if (comment !== undefined) break;
    }
    return Buffer.concat(pieces);
}

// {name, raw, id, command, status, sequence, body} of each.
export function golden() {
    const all = [];
    for (const file of fs
        .readdirSync(folder)
        .filter((name) => name.endsWith('.hex'))
        .sort()) {
        let current = null;
        for (const line of fs.readFileSync(path.join(folder, file), 'utf8').split('\n')) {
            const title = line.match(/^== (\S+)/);
            if (title) all.push((current = { name: title[1], pieces: [] }));
            else if (current) current.pieces.push(octets_of(line));
        }
    }
    return all.map(({ name, pieces }) => {
        const raw = Buffer.concat(pieces);
        if (raw.length !== raw.readUInt32BE(0))
            throw new Error(`${name}: ${raw.length} octets, command_length says ${raw.readUInt32BE(0)}`);
        return { name, ...smpp.read(raw) };
    });
}

// The one thing that is refused for its form: a submit whose destinations can't be told.
export function destination_ends({ id, body }) {
    if (id === smpp.command.submit_multi) return smpp.destinations_of(body) !== null;
    if (id !== smpp.command.submit_sm && id !== smpp.command.data_sm) return true;
    let at = body.indexOf(0); // service_type
    if (at >= 0) at = body.indexOf(0, at + 3); // source_addr, behind TON and NPI
    return at >= 0 && body.indexOf(0, at + 3) >= 0 && at + 3 < body.length;
}
