// Lists that come page by page: more is asked for with the cursor of what came last.
import { h } from './dom.js';
import { failed, loading } from './states.js';

// `load(cursor)` gives { items, cursor }; `draw(items)` gives elements that are appended to `place`; `none()` what stands there when
// there is nothing at all. Gives an element to stand below `place`.
export function pager({ place, load, draw, none, signal, rows = 6 }) {
    const foot = h('div.pager');
    let shown = 0;
    async function more(cursor) {
        foot.replaceChildren(loading(shown ? 1 : rows));
        try {
            const page = await load(cursor);
            if (signal.aborted) return;
            place.append(...draw(page.items));
            const first_new = [...place.children].at(shown);
            shown = place.children.length;
            foot.replaceChildren();
            if (page.cursor) foot.append(h('button.button', { type: 'button', onclick: () => more(page.cursor) }, 'Load more'));
            else if (shown === 0) foot.append(none());
            if (cursor) first_new?.querySelector('a, button')?.focus();
        } catch (trouble) {
            if (signal.aborted || trouble.name === 'AbortError') return;
            foot.replaceChildren(failed(trouble, () => more(cursor)));
        }
    }
    more('');
    return foot;
}
