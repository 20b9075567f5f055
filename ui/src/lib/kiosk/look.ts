import type { LookView, PaletteView, TokensView } from '../backend/bindings';

/** What the style sheet calls each colour. */
const NAMES = {
  ground: 'ground',
  panel: 'panel',
  ink: 'ink',
  quiet: 'quiet',
  line: 'line',
  accent: 'accent',
  accentInk: 'accent-ink',
  ring1: 'ring-1',
  ring2: 'ring-2',
  ring3: 'ring-3',
  way: 'way',
  sign: 'sign',
  floor: 'floor',
  floorInk: 'floor-ink',
  wrong: 'wrong',
} satisfies Record<keyof TokensView, string>;

/** Of a studio that has said nothing about it. */
export const NO_LOOK: LookView = {
  palette: null,
  welcome: [],
  hours: null,
  roomForPictures: false,
  pictures: [],
};

type Screens = Pick<PaletteView, 'light' | 'dark' | 'moreAccent'>;

/** Gives a part of the page, or all of it, the studio's colours; without any it has its own again. */
export function wear(element: HTMLElement, palette: Screens | null): void {
  const set = (name: string, colour: string | undefined) => {
    // Whatever else it were, it would stand in a style sheet.
    if (colour && /^#[\da-f]{6}$/.test(colour)) element.style.setProperty(name, colour);
    else element.style.removeProperty(name);
  };
  for (const [token, name] of Object.entries(NAMES) as [keyof TokensView, string][]) {
    set(`--look-${name}`, palette?.light[token]);
    set(`--look-dark-${name}`, palette?.dark[token]);
  }
  set('--look-more-accent', palette?.moreAccent);
  element.toggleAttribute('data-looks', palette !== null);
}
