// The admin API. What goes wrong is thrown as a Trouble, whose message can be shown as it is.
import { token } from './session.js';

export class Trouble extends Error {
    // `body`: the problem document of RFC 9457, if there was one.
    constructor(status, body, otherwise) {
        super(body?.detail ?? otherwise);
        this.status = status;
        this.body = body ?? {};
    }
}

// A token that holds no longer is told once, wherever it is noticed.
export const session_over = new EventTarget();

export function query_of(values) {
    const given = Object.entries(values).filter(([, value]) => value !== '' && value !== null && value !== undefined);
    return given.length ? '?' + new URLSearchParams(given) : '';
}

// The response, its status good. `body`: an object goes as JSON, all else as it is.
export async function ask(method, path, { query = {}, body, type, signal, as = token() } = {}) {
    const headers = as ? { authorization: `Bearer ${as}` } : {};
    const plain = body !== null && typeof body === 'object' && Object.getPrototypeOf(body) === Object.prototype;
    if (body !== undefined) headers['content-type'] = type ?? 'application/json';
    let answer;
    try {
        answer = await fetch(path + query_of(query), { method, headers, body: plain ? JSON.stringify(body) : body, signal });
    } catch (failed) {
        if (failed.name === 'AbortError') throw failed;
        throw new Trouble(0, null, 'The gateway does not answer. It may be restarting, or the network is down.');
    }
    if (answer.ok) return answer;
    const problem = await answer.json().catch(() => null);
    const trouble = new Trouble(answer.status, problem, `The gateway answered ${answer.status} ${answer.statusText}.`);
    if (answer.status === 401 && as && as === token()) session_over.dispatchEvent(new Event('over'));
    throw trouble;
}

const json = async (...asked) => (await ask(...asked)).json();
export const get = (path, query, signal) => json('GET', path, { query, signal });
export const put = (path, body) => json('PUT', path, { body });
export const post = (path, body, query) => json('POST', path, { body, query });
export const remove = (path, query) => json('DELETE', path, { query });
export const text = async (path, signal) => (await ask('GET', path, { signal })).text();
