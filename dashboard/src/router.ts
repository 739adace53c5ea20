import { signal } from '@preact/signals';

/** Where the page is: the parts of the address behind the #. The host sees nothing of it. */
export const place = signal<readonly string[]>(read());

function read(): string[] {
  return location.hash.replace(/^#\/?/, '').split('/').filter(Boolean).map((part) => {
    try {
      return decodeURIComponent(part);
    } catch {
      return part;
    }
  });
}

addEventListener('hashchange', () => { place.value = read(); });

/**
 * Puts whoever came here by keyboard, or hears the page read, at its title: what they pressed is gone. A page that is still being loaded
 * is waited for.
 */
export function beginAtTitle(frames = 300): void {
  requestAnimationFrame(() => {
    const title = document.querySelector<HTMLElement>('main h1');
    if (title) title.focus({ preventScroll: true });
    else if (frames > 0) beginAtTitle(frames - 1);
  });
}

/** The address of a place. */
export const to = (...parts: string[]) => `#/${parts.map(encodeURIComponent).join('/')}`;

export const go = (...parts: string[]) => { location.hash = to(...parts); };

/** Goes somewhere in the place of where the page is: back does not lead here again. */
export const goInstead = (...parts: string[]) => { location.replace(to(...parts)); };
