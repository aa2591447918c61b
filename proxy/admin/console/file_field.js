// A place to drop a file on, or to choose one by pointer or keyboard.
import { fresh_id, h } from './dom.js';
import { icon } from './icons.js';
import { octets } from './words.js';

// `chosen(file)` is called with each file; gives the element.
export function file_field(label, hint, accept, chosen) {
    const id = fresh_id('file');
    const input = h('input.visually-hidden', { type: 'file', id, accept, onchange: () => take(input.files[0]) });
    const words = h('span.drop-words', h('b', label), h('span', hint));
    const zone = h(
        'label.drop',
        { for: id },
        icon('file'),
        words,
        h('span.button', { 'aria-hidden': 'true' }, 'Choose a file'),
    );
    function take(file) {
        if (!file) return;
        words.replaceChildren(h('b', file.name), h('span', octets(file.size)));
        zone.classList.add('has-file');
        chosen(file);
    }
    zone.addEventListener('dragover', (event) => (event.preventDefault(), zone.classList.add('over')));
    zone.addEventListener('dragleave', () => zone.classList.remove('over'));
    zone.addEventListener('drop', (event) => {
        event.preventDefault();
        zone.classList.remove('over');
        take(event.dataTransfer.files[0]);
    });
    return h('div.drop-field', input, zone);
}
