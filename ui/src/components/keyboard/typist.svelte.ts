import { board, type Board, type Command, type Key, type Kind, type Layer } from './keys';
import type { KeyboardLanguage } from './layouts';
import { kindOf } from './room';
import { beginsWord, moveCaret, put, takeBack, type Written } from './write';

/** Capitals for the next letter, for all that follow, or because a word begins here. */
export type Shift = 'off' | 'once' | 'always' | 'word';

/** What the keys on the screen are about, and what they do to the field that has the focus. */
export class Typist {
  #field = $state.raw<Written | null>(null);
  #kind = $state<Kind>('text');
  #layer = $state<Layer>('letters');
  #shift = $state<Shift>('off');
  #language = $state<KeyboardLanguage>('en');
  #decimal: string;
  #last = $state('');

  constructor(language: KeyboardLanguage, decimal: string) {
    this.#language = language;
    this.#decimal = decimal;
  }

  get field(): Written | null {
    return this.#field;
  }

  get shift(): Shift {
    return this.#shift;
  }

  get language(): KeyboardLanguage {
    return this.#language;
  }

  /** What was written last, to be said aloud. Never of a secret. */
  get last(): string {
    return this.#last;
  }

  get board(): Board {
    return board({
      kind: this.#kind,
      layer: this.#layer,
      capitals: this.#shift !== 'off',
      language: this.#language,
      decimal: this.#decimal,
    });
  }

  speak(language: KeyboardLanguage): void {
    this.#language = language;
    this.#layer = 'letters';
  }

  attend(field: Written | null): void {
    if (field === this.#field) return;
    this.#field = field;
    this.#last = '';
    if (field === null) return;
    this.#kind = kindOf(field);
    this.#layer = 'letters';
    this.#shift = 'off';
    this.caretMoved();
  }

  /** Where a word begins, and only words that have capitals are written, the next letter is one. */
  caretMoved(): void {
    if (this.#field === null || this.#shift === 'once' || this.#shift === 'always') return;
    const begins = this.#field.getAttribute('autocapitalize') === 'words' && beginsWord(this.#field);
    this.#shift = begins ? 'word' : 'off';
  }

  write(text: string): void {
    const field = this.#field;
    if (field === null) return;
    put(field, text);
    this.#last = field instanceof HTMLInputElement && field.type === 'password' ? '' : text;
    if (this.#shift === 'once' || this.#shift === 'word') this.#shift = 'off';
    // Nobody writes two signs in the middle of a name.
    if (this.#layer === 'symbols' && this.#kind === 'text' && /['’]/.test(text)) this.#layer = 'letters';
    this.caretMoved();
  }

  /** Does what is the keys' own business. The rest is for whoever knows the page. */
  press(
    key: Key,
  ): Exclude<Command, 'shift' | 'back' | 'symbols' | 'letters' | 'caretBack' | 'caretOn'> | null {
    if (key.does === 'type') {
      this.write(key.text);
      return null;
    }
    switch (key.does) {
      case 'shift':
        this.#shift = this.#shift === 'off' ? 'once' : this.#shift === 'once' ? 'always' : 'off';
        return null;
      case 'back':
        if (this.#field) takeBack(this.#field);
        if (this.#shift === 'word') this.#shift = 'off';
        this.caretMoved();
        return null;
      case 'symbols':
      case 'letters':
        this.#layer = key.does;
        return null;
      case 'caretBack':
      case 'caretOn':
        if (this.#field) moveCaret(this.#field, key.does === 'caretBack' ? -1 : 1);
        this.caretMoved();
        return null;
      case 'enter':
      case 'away':
      case 'language':
        return key.does;
    }
  }
}
