// Line icons on a grid of 24, drawn for this console. They decorate: what they stand beside says the same in words.
import { s } from './dom.js';

const paths = {
    overview: 'M4 13h6V4H4zM14 20h6v-9h-6zM4 20h6v-3H4zM14 7h6V4h-6z',
    numbers: 'M9 4 7 20M17 4l-2 16M4 9h17M3 15h17',
    review: 'M4 5h16v11H9l-5 4zM8.5 10.5l2.5 2.500 4.500-4.500',
    transfer: 'M12 15V3M8 7l4-4 4 4M4 14v6h16v-6',
    flush: 'M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13M10.500 11v5M13.500 11v5',
    links: 'M10 14a4 4 0 0 0 6 .5l3-3a4 4 0 0 0-5.700-5.700l-1.500 1.500M14 10a4 4 0 0 0-6-.5l-3 3a4 4 0 0 0 5.700 5.700l1.500-1.500',
    activity: 'M3 12h4l3-8 4 16 3-8h4',
    search: 'M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM20 20l-4-4',
    menu: 'M4 7h16M4 12h16M4 17h16',
    close: 'M6 6l12 12M18 6 6 18',
    plus: 'M12 5v14M5 12h14',
    check: 'M5 12.500l4.500 4.500L19 7.500',
    stop: 'M8.500 3h7L21 8.500v7L15.500 21h-7L3 15.500v-7zM8 12h8',
    undo: 'M8 5 4 9l4 4M4 9h10a6 6 0 0 1 0 12h-3',
    warning: 'M12 4 2.500 20h19zM12 10v5M12 17.500v.01',
    info: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 11v5M12 7.500v.01',
    download: 'M12 3v12M8 11l4 4 4-4M4 17v4h16v-4',
    file: 'M6 3h8l5 5v13H6zM14 3v5h5',
    theme: 'M12 21a9 9 0 1 0 0-18zM12 3a9 9 0 0 0 0 18',
    keyboard: 'M3 7h18v11H3zM7 11h.01M11 11h.01M15 11h.01M8 14.500h8',
    out: 'M14 4H5v16h9M10 12h11M17 8l4 4-4 4',
    right: 'M9 6l6 6-6 6',
    left: 'M15 6l-6 6 6 6',
    refresh: 'M20 11a8 8 0 0 0-14-4L4 9M4 4v5h5M4 13a8 8 0 0 0 14 4l2-2M20 20v-5h-5',
    shield: 'M12 3l8 3v6c0 5-3.500 8-8 9-4.500-1-8-4-8-9V6zM8.500 12l2.500 2.500 4.500-4.500',
    person: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4 21c0-4 3.500-6 8-6s8 2 8 6',
    tower: 'M12 11v10M9 21h6M12 9.500v.01M8 13a6 6 0 0 1 0-7M16 13a6 6 0 0 0 0-7M5 15.500a10 10 0 0 1 0-12M19 15.500a10 10 0 0 0 0-12',
};

export function icon(name) {
    return s(
        'svg',
        { class: 'icon', viewBox: '0 0 24 24', 'aria-hidden': 'true', focusable: 'false' },
        s('path', { d: paths[name] }),
    );
}

export function mark() {
    return s(
        'svg',
        { class: 'mark', viewBox: '0 0 32 32', 'aria-hidden': 'true', focusable: 'false' },
        s('path', { class: 'mark-body', d: 'M10.2 2h11.6L30 10.2v11.6L21.800 30H10.200L2 21.800V10.200z' }),
        s('path', { class: 'mark-bar', d: 'M8 14h16v4H8z' }),
    );
}
