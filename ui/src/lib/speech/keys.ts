export type Wish =
  | 'next'
  | 'previous'
  | 'activate'
  | 'repeat'
  | 'where'
  | 'all'
  | 'louder'
  | 'quieter'
  | 'faster'
  | 'slower'
  | 'aloud'
  | 'heading'
  | 'stop';

/** The key that starts and ends speech, seen or unseen: a tactile key can be set to it. */
export const SPEECH_KEY = 'F8';

const KEYS: Record<string, Wish> = {
  ArrowRight: 'next',
  ArrowDown: 'next',
  ArrowLeft: 'previous',
  ArrowUp: 'previous',
  Enter: 'activate',
  ' ': 'activate',
  F6: 'aloud',
  F7: 'where',
  F9: 'repeat',
  F10: 'all',
  PageUp: 'louder',
  PageDown: 'quieter',
  Home: 'heading',
  Control: 'stop',
};

/** No letters: readers that type send them. While a field is written in, what writes and moves stays the field's. */
export function wishOf(
  event: Pick<KeyboardEvent, 'key' | 'shiftKey' | 'altKey' | 'ctrlKey' | 'metaKey'>,
  writing: boolean,
): Wish | null {
  const { key, shiftKey } = event;
  if (event.altKey || event.metaKey || (event.ctrlKey && key !== 'Control')) return null;
  if (writing && [' ', 'Home', 'ArrowLeft', 'ArrowRight', 'Enter'].includes(key)) return null;
  if (shiftKey && key === 'PageUp') return 'faster';
  if (shiftKey && key === 'PageDown') return 'slower';
  return shiftKey ? null : (KEYS[key] ?? null);
}
