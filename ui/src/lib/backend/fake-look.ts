import type { LookDesk, LookForm, LookView, OpenView, PaletteView } from './bindings';

/** As the desk makes them: of #00695c, #ffee00, #ff5a1f on #0b0b0b, and #e4002b on #fff4e0. */
export const PALETTES = {
  teal: {
    light: {
      ground: '#ecf5f3',
      panel: '#ffffff',
      ink: '#002923',
      quiet: '#265149',
      line: '#61968c',
      accent: '#00695c',
      accentInk: '#ffffff',
      ring1: '#95e8d8',
      ring2: '#6ec1b1',
      ring3: '#3d9283',
      way: '#ffeebf',
      sign: '#00483f',
      floor: '#002620',
      floorInk: '#eef7f5',
      wrong: '#b3261e',
    },
    dark: {
      ground: '#001914',
      panel: '#09251f',
      ink: '#cefef3',
      quiet: '#a8d6cc',
      line: '#5c9288',
      accent: '#1c7769',
      accentInk: '#ffffff',
      ring1: '#002d27',
      ring2: '#004b41',
      ring3: '#147264',
      way: '#ffe2a0',
      sign: '#00483f',
      floor: '#000b08',
      floorInk: '#eef7f5',
      wrong: '#ffb4ab',
    },
    moreAccent: '#50a394',
    corrections: [
      { part: 'accent', screen: 'dark', tooBright: false, given: '#00695c', shown: '#1c7769' },
      { part: 'accent', screen: 'more', tooBright: false, given: '#00695c', shown: '#50a394' },
    ],
  },
  yellow: {
    light: {
      ground: '#f3f3eb',
      panel: '#ffffff',
      ink: '#262302',
      quiet: '#4c4928',
      line: '#928e64',
      accent: '#998e00',
      accentInk: '#000000',
      ring1: '#e3d96e',
      ring2: '#bcb245',
      ring3: '#8e8400',
      way: '#ffeebf',
      sign: '#443f00',
      floor: '#232000',
      floorInk: '#f6f6ee',
      wrong: '#b3261e',
    },
    dark: {
      ground: '#161402',
      panel: '#22200b',
      ink: '#f7f4ce',
      quiet: '#cfcda8',
      line: '#8c885e',
      accent: '#ffee00',
      accentInk: '#000000',
      ring1: '#2a2600',
      ring2: '#464000',
      ring3: '#6c6400',
      way: '#ffe2a0',
      sign: '#443f00',
      floor: '#090700',
      floorInk: '#f6f6ee',
      wrong: '#ffb4ab',
    },
    moreAccent: '#ffee00',
    corrections: [{ part: 'accent', screen: 'light', tooBright: true, given: '#ffee00', shown: '#998e00' }],
  },
  black: {
    light: {
      ground: '#0b0b0b',
      panel: '#161616',
      ink: '#ffede8',
      quiet: '#e9c0b4',
      line: '#a77a6c',
      accent: '#ff5a1f',
      accentInk: '#000000',
      ring1: '#390800',
      ring2: '#611700',
      ring3: '#903518',
      way: '#ffe2a0',
      sign: '#6e1c00',
      floor: '#080100',
      floorInk: '#fcf3f0',
      wrong: '#ffb4ab',
    },
    dark: {
      ground: '#0b0b0b',
      panel: '#161616',
      ink: '#ffede8',
      quiet: '#e9c0b4',
      line: '#a77a6c',
      accent: '#ff5a1f',
      accentInk: '#000000',
      ring1: '#390800',
      ring2: '#611700',
      ring3: '#903518',
      way: '#ffe2a0',
      sign: '#6e1c00',
      floor: '#080100',
      floorInk: '#fcf3f0',
      wrong: '#ffb4ab',
    },
    moreAccent: '#ff622d',
    corrections: [{ part: 'accent', screen: 'more', tooBright: false, given: '#ff5a1f', shown: '#ff622d' }],
  },
  red: {
    light: {
      ground: '#fff4e0',
      panel: '#ffffff',
      ink: '#361716',
      quiet: '#603d3a',
      line: '#ae7e7a',
      accent: '#e4002b',
      accentInk: '#ffffff',
      ring1: '#ffc8c4',
      ring2: '#f98e89',
      ring3: '#c5605c',
      way: '#ffeebf',
      sign: '#780011',
      floor: '#371211',
      floorInk: '#fcf3f2',
      wrong: '#b3261e',
    },
    dark: {
      ground: '#1a1205',
      panel: '#261d0f',
      ink: '#ffedeb',
      quiet: '#eabfbb',
      line: '#a87875',
      accent: '#e4002b',
      accentInk: '#ffffff',
      ring1: '#4e0007',
      ring2: '#75141a',
      ring3: '#9e3d3c',
      way: '#ffe2a0',
      sign: '#780011',
      floor: '#110303',
      floorInk: '#fcf3f2',
      wrong: '#ffb4ab',
    },
    moreAccent: '#ff5e5d',
    corrections: [{ part: 'accent', screen: 'more', tooBright: false, given: '#e4002b', shown: '#ff5e5d' }],
  },
} as const satisfies Record<string, PaletteView>;

const WIDE = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1600 900"><defs><linearGradient id="a" x2="1" y2="1"><stop stop-color="#ff7a18"/><stop offset="1" stop-color="#af002d"/></linearGradient></defs><rect width="1600" height="900" fill="url(#a)"/><circle cx="1250" cy="250" r="420" fill="#fff" opacity=".13"/><g fill="#fff" font-family="sans-serif" font-weight="700"><text x="110" y="400" font-size="150">Sommerkurse</text><text x="110" y="540" font-size="80" font-weight="400">Ab Mai im Garten, jeden Dienstag</text></g></svg>`;
const TALL = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 900 1350"><rect width="900" height="1350" fill="#103c3a"/><circle cx="450" cy="520" r="330" fill="#f4c95d"/><g fill="#fff" font-family="sans-serif" font-weight="700" text-anchor="middle"><text x="450" y="1060" font-size="110">Sauna-Nacht</text><text x="450" y="1170" font-size="60" font-weight="400">Samstag bis 2 Uhr</text></g></svg>`;

export async function fakePicture(id: string): Promise<Uint8Array> {
  return new TextEncoder().encode(id === 'tall' ? TALL : WIDE);
}

function hours(wanted: string | null): OpenView[] | null {
  const now = new Date();
  const at = (days: number, hour: number) =>
    new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, hour).getTime();
  if (wanted === 'none') return null;
  if (wanted === 'closed') return [{ fromMs: at(1, 7), untilMs: at(1, 22) }];
  if (wanted === 'monday') return [{ fromMs: at(3, 7), untilMs: at(3, 22) }];
  return [{ fromMs: at(0, 0), untilMs: at(1, 0) - 1 }];
}

/** The look that a query names. */
export function lookFrom(query: URLSearchParams): LookView {
  const palettes: Record<string, PaletteView> = PALETTES;
  const long = query.has('long');
  const picture = (id: string, width: number, height: number) => ({
    id,
    mediaType: 'image/svg+xml',
    width,
    height,
  });
  const pictures = query.has('nopictures') ? [] : [picture('wide', 1600, 900), picture('tall', 900, 1350)];
  return {
    palette: palettes[query.get('look') ?? ''] ?? null,
    welcome: query.has('nowelcome')
      ? []
      : [
          {
            language: 'de',
            text: long
              ? 'Herzlich willkommen in deinem Studio Lindenhof, wo schon vor dem ersten Schritt auf dem Laufband jemand fragt, wie es dir heute wirklich geht und was du dir vorgenommen hast'
              : 'Schön, dass du da bist!',
          },
          { language: 'en', text: 'Good to see you!' },
        ],
    hours: hours(query.get('hours')),
    roomForPictures: pictures.length > 0,
    pictures: query.has('tall') ? pictures.slice(1) : pictures,
  };
}

const form: LookForm = {
  logo: 'logo.svg',
  accent: '#ffee00',
  background: null,
  welcome: [
    { language: 'de', text: 'Schön, dass du da bist!' },
    { language: 'en', text: 'Good to see you!' },
  ],
  hours: [
    ...['monday', 'tuesday', 'wednesday', 'thursday'].map((day) => ({ day, spans: ['06:00-23:00'] })),
    { day: 'friday', spans: ['06:00-12:00', '14:00-02:00'] },
    { day: 'saturday', spans: ['08:00-22:00'] },
    { day: 'sunday', spans: [] },
    { day: '2026-12-24', spans: ['08:00-12:00'] },
  ],
  pictures: [
    { file: 'sommerkurse.jpg', from: null, until: null },
    { file: 'sauna-nacht.webp', from: '2026-11-01', until: '2027-02-28' },
  ],
};

export const lookDesk = (): LookDesk => ({
  revision: 0,
  form,
  palette: PALETTES.yellow,
  missing: [{ file: 'sauna-nacht.webp', trouble: 'missing' }],
  news: null,
});
