// One run: its rivals, its load, and everything that was measured.
import path from 'node:path';

import { measured_against } from './lineup.mjs';
import { rounds, summary } from './measure.mjs';
import { Field } from './rivals.mjs';

export class Contest {
    // `asked`: the options of the run. `stores`: as of stores().
    constructor({ asked, field, load, lineup, stores }) {
        Object.assign(this, { asked, field, load, lineup, stores, taken: {}, summaries: {} });
    }
    // Summaries of those rivals under that load, in rounds; also kept by `title`, as all that was taken.
    async compare(title, names, words) {
        const among = await this.lineup.all(names);
        const with_time = [...words.map(String), '--seconds', String(this.asked.seconds)];
        const say = ({ round, rival, per_second }) => process.stderr.write(`${title}, round ${round}, ${rival}: ${Math.round(per_second)}/s\n`);
        this.taken[title] = await rounds(this.asked.rounds, among, (rival) => this.load.take(rival, with_time), say);
        this.summaries[title] = names.map((name) => summary(this.taken[title], name, measured_against(name)));
        return this.summaries[title];
    }
}

// For processes of a part's own, which share the load of the run. `calls`: as of Field.
export async function field_of(run, name, calls) {
    const { directory, programs, sink } = run.field;
    const made = new Field({ directory: path.join(directory, name), programs, calls });
    await made.open(sink);
    return made;
}
