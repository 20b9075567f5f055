/**
 * The keys of the team's window. What changes anything needs Alt, which no reader that types holds down; `/` and
 * `?` only look, so a code that types them does no harm.
 */
export type Shortcut =
  | 'lookUp'
  | 'card'
  | 'vendor'
  | 'checkIn'
  | 'link'
  | 'again'
  | 'signUp'
  | 'takeBack'
  | 'devices'
  | 'catalogue'
  | 'look'
  | 'team'
  | 'guide'
  | 'lock'
  | 'help';

/** By the key's place and not by what it writes: with Alt, a Mac writes something else. */
const alt: Record<string, Shortcut> = {
  KeyK: 'card',
  KeyM: 'vendor',
  KeyE: 'checkIn',
  KeyC: 'link',
  KeyR: 'again',
  KeyN: 'signUp',
  KeyB: 'takeBack',
  KeyG: 'devices',
  KeyA: 'catalogue',
  KeyO: 'look',
  KeyT: 'team',
  KeyL: 'lock',
};

/** As they are shown. */
export const keys: Record<Shortcut, string> = {
  lookUp: '/',
  card: 'Alt+K',
  vendor: 'Alt+M',
  checkIn: 'Alt+E',
  link: 'Alt+C',
  again: 'Alt+R',
  signUp: 'Alt+N',
  takeBack: 'Alt+B',
  devices: 'Alt+G',
  catalogue: 'Alt+A',
  look: 'Alt+O',
  team: 'Alt+T',
  guide: 'F1',
  lock: 'Alt+L',
  help: '?',
};

type Pressed = Pick<KeyboardEvent, 'altKey' | 'code' | 'ctrlKey' | 'key' | 'metaKey' | 'repeat'>;

/** What a key press means; nothing inside a field for what a field could mean, and nothing for a key held down. */
export function shortcutOf(event: Pressed, inField: boolean): Shortcut | null {
  const { altKey, code, ctrlKey, key, metaKey, repeat } = event;
  if (repeat) return null;
  // AltGr, which writes, is Ctrl and Alt on Windows.
  if (altKey && !ctrlKey && !metaKey) return alt[code] ?? null;
  if ((ctrlKey || metaKey) && !altKey) return code === 'KeyK' ? 'lookUp' : null;
  if (key === 'F1' && !altKey && !ctrlKey && !metaKey) return 'guide';
  if (inField || altKey || ctrlKey || metaKey) return null;
  if (key === '/') return 'lookUp';
  return key === '?' ? 'help' : null;
}

export const isField = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName));
