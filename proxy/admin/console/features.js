// What this gateway's API offers, so that the console shows no page that it can't serve.
import { get } from './api.js';

export const features = { flushes: true, imports: true, trail: true };

const there = (path) =>
    get(path, { limit: 1 }).then(
        () => true,
        (trouble) => ![400, 404, 405].includes(trouble.status),
    );

export async function find_features() {
    const [flushes, imports, trail] = await Promise.all([there('/v1/flushes'), there('/v1/imports'), there('/v1/events')]);
    Object.assign(features, { flushes, imports, trail });
}
