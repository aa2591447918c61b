// One import, from the choice of its file to its end: sent, watched, and sent again from where the connection broke.
import { Trouble, get } from './api.js';
import { h } from './dom.js';
import { who } from './session.js';
import { progress_bar, upload } from './upload.js';
import { count } from './words.js';

// Lines that are told of and kept to be saved. A browser reads the answer only when all is sent: what lies between holds some
// 4 MB, and these fill less than half of it.
const most_rejected = 5_000;
const watch_ms = 1_000;
const settle_ms = 500;
const most_settling = 40; // times: longer than the gateway waits for a peer that reads nothing, or takes to start again

// Settings of what was begun here, by the import's id: who goes on with it need not say them again.
export const settings_of = new Map();

const pause = (ms) => new Promise((after) => setTimeout(after, ms));

// The import that `query` began, while nothing of the answer can be read: the newest running one of this file and token.
async function find_running(query) {
    const { imports } = await get('/v1/imports', { limit: 10 });
    return imports.find((one) => one.state === 'running' && one.name === query.name && one.actor === who.name);
}

// What is left of it, once the gateway knows that the connection is gone; null when it does not say.
async function left_behind(id) {
    for (let n = 0; n < most_settling; ++n) {
        const found = await get(`/v1/imports/${id}`).catch((trouble) => (trouble.status === 0 || trouble.status >= 500 ? null : {}));
        if (found && found.state !== 'running') return found.id ? found : null;
        await pause(settle_ms);
    }
    return null;
}

// Sends the file; what goes on is shown in `place`. Gives { ended, rejected, told }: the import as it ended (state "refused":
// nothing was taken), the rejected lines that are known, and whether those are all of them. Throws a Trouble, `rejected` with it.
export async function run_import(file, type, query, place) {
    const rejected = [];
    let [id, ended, error] = [query.import ?? '', null, null];

    // `from`: lines that an earlier try has taken.
    async function once(asked, from) {
        const bar = progress_bar(asked.all_or_nothing ? 'Check and import' : 'Import', file.size, from);
        const sent = (octets) => bar.show(octets);
        const take = (line) => {
            if (line.progress) {
                id = line.progress.import ?? id;
                bar.tell(line.progress.lines, line.progress.rejected || rejected.length);
            } else if (line.rejected) {
                rejected.push(line.rejected);
            } else {
                ended = line.import ?? null;
                error = line.error ?? null;
            }
        };
        const way = upload('/v1/import', { ...asked, rejects: most_rejected }, file, type, { sent, told: take });
        const stop = h('button.button', { type: 'button', onclick: () => way.stop() }, 'Stop');
        const again = from > 0 && h('p.muted', `The connection broke. The import goes on behind line ${count(from)}.`);
        place.replaceChildren(...[again, bar.element, h('div.actions', stop)].filter(Boolean));
        const watch = setInterval(async () => {
            const found = await (id ? get(`/v1/imports/${id}`) : find_running(asked)).catch(() => null);
            if (found?.state !== 'running') return;
            id = found.id;
            bar.tell(found.lines, found.rejected);
        }, watch_ms);
        try {
            await way.done;
        } finally {
            clearInterval(watch);
            if (id) settings_of.set(id, { ...query, import: id });
        }
    }

    const stay = (event) => event.preventDefault();
    window.addEventListener('beforeunload', stay);
    try {
        for (let [asked, before] = [query, -1]; ;) {
            try {
                await once(asked, Math.max(before, 0));
                break;
            } catch (trouble) {
                if (trouble.status !== 0 || trouble.stopped) throw trouble;
                const left = id ? await left_behind(id) : null;
                if (left?.state === 'done') return { ended: left, rejected, told: left.rejected === rejected.length };
                // With no line more than the time before, it would go on like this for ever.
                if (left?.state !== 'interrupted' || left.lines <= before) throw broken(left, asked);
                before = left.lines;
                asked = { ...query, import: id, all_or_nothing: undefined };
            }
        }
        if (error) throw new Trouble(409, error, 'The import broke off.');
        if (!ended) throw broken(null, query);
        return { ended, rejected, told: rejected.length === ended.rejected };
    } catch (trouble) {
        throw Object.assign(trouble, { rejected });
    } finally {
        window.removeEventListener('beforeunload', stay);
    }
}

const broken = (left, { all_or_nothing }) =>
    new Trouble(
        0,
        null,
        left
            ? 'The connection broke, again at the same place. What was reported as done stays; go on with it below, or by “stopgate suppressions import --resume”.'
            : all_or_nothing
              ? 'The connection broke while the file was checked; nothing was imported.'
              : 'The connection broke. What was taken until then stays; the list below tells how much.',
    );
