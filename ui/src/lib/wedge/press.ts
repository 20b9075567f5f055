import type { Press } from './capture';

type Key = Pick<
  KeyboardEvent,
  | 'code'
  | 'key'
  | 'shiftKey'
  | 'ctrlKey'
  | 'altKey'
  | 'metaKey'
  | 'repeat'
  | 'isComposing'
  | 'keyCode'
  | 'timeStamp'
  | 'getModifierState'
>;

const MODIFIERS = new Set(
  'Shift Control Alt AltGraph Meta OS Super Hyper CapsLock NumLock ScrollLock Fn FnLock Symbol SymbolLock'.split(
    ' ',
  ),
);
/** What `key` says when an input method has taken the press, or nobody knows. */
const TAKEN = new Set(['Dead', 'Process', 'Unidentified']);

/** What a key says about who pressed it; `null` for one that only changes others. */
export function pressOf(event: Key, inField: boolean): Press | null {
  const { key, shiftKey: shift, timeStamp: at } = event;
  const code = event.code === 'Unidentified' ? '' : event.code;
  if (MODIFIERS.has(key)) return null;
  const altGraph = event.getModifierState?.('AltGraph') ?? false;
  const composing = event.isComposing || event.keyCode === 229 || TAKEN.has(key);
  return { code, key, shift, altGraph, at, kind: kindOf(event, altGraph, inField), composing };
}

function kindOf(event: Key, altGraph: boolean, inField: boolean): Press['kind'] {
  const { code, key } = event;
  // AltGr is Ctrl+Alt on Windows, where it writes letters all the same.
  const shortcut = (event.ctrlKey || event.altKey || event.metaKey) && !altGraph;
  if (shortcut || event.repeat) return 'person';
  if (key === 'Enter' || key === 'Tab') return event.shiftKey || event.isComposing ? 'person' : 'end';
  if ([...key].length === 1) return 'text';
  // WebKitGTK does not even say which key its input method took: an accent on its way to a letter, mostly.
  if (TAKEN.has(key))
    return event.keyCode === 229 || (code !== '' && code !== 'Unidentified') ? 'text' : 'person';
  // A reader may type digits on the keypad without Num Lock; in a field these are arrows.
  return !inField && /^Numpad\d$/.test(code) ? 'text' : 'person';
}
