// Whether objects are of types that somebody publishes, as TypeScript sees it: a member too many is found as well as one that is missing
// or of another type.
import fs from 'node:fs';
import path from 'node:path';

import { directory, run } from '../e2e/harness.mjs';

export const here = import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname);

// What tsc says of these sources, by name; empty: nothing. `paths`: where it finds what they import.
export async function complaints(t, sources, paths) {
    const room = directory(t);
    for (const [name, source] of Object.entries(sources)) fs.writeFileSync(path.join(room, `${name}.ts`), source);
    const compilerOptions = {
        noEmit: true,
        strict: true,
        skipLibCheck: true,
        target: 'es2022',
        module: 'esnext',
        moduleResolution: 'bundler',
        allowImportingTsExtensions: true,
        types: [],
        paths,
    };
    fs.writeFileSync(path.join(room, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] }));
    const { stdout, stderr } = await run(path.join(here, 'node_modules/.bin/tsc'), ['--project', room, '--pretty', 'false']);
    return stderr + stdout;
}
