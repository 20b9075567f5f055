import { beforeEach, describe, expect, it } from 'vitest';
import type { Alarm, InboxItem, ItemAction, ItemKind, ItemReason, ItemState } from '$/lib/backend/bindings';
import { speak } from '$/lib/i18n/locale.svelte';
import {
  actionOf,
  consequenceOf,
  kind,
  mayHaveArrived,
  questionOf,
  reasonOf,
  stateOf,
  type Irreversible,
} from '$/lib/words/item';
import {
  alarmSentence,
  doorTrouble,
  exportedSentence,
  output,
  outputHelp,
  pinProblem,
  reader,
  readerHelp,
  readerSign,
  storeTrouble,
  tab,
  tapVerdict,
  vendor,
} from '$/lib/words/staff';
import { bindings, union } from './contract';
import { staffItem } from './support';

const item = (change: Partial<InboxItem>): InboxItem => ({ ...staffItem, ...change });
const kinds = union('ItemKind') as ItemKind[];
const states = union('ItemState') as ItemState[];
const reasons = union('ItemReason') as ItemReason[];
const actions = union('ItemAction') as ItemAction[];
const asked = actions.filter((action): action is Irreversible => action !== 'tryNow');

describe.each(['de', 'en'] as const)('the team’s words in %s', (language) => {
  beforeEach(() => speak(language));

  it.each([
    ['PinProblem', 5, pinProblem],
    ['StoreTrouble', 9, storeTrouble],
  ])('have a sentence of its own for each %s', (name, count, table: Record<string, () => string>) => {
    const codes = union(name);
    expect(Object.keys(table).sort()).toEqual(codes.sort());
    expect(codes).toHaveLength(count);
    expect(new Set(codes.map((code) => table[code]?.())).size).toBe(count);
  });

  it.each([
    ['VendorState', vendor],
    ['ReaderCondition', reader],
    ['ReaderCondition', readerHelp],
    ['ReaderCondition', readerSign],
    ['OutputCondition', output],
    ['OutputCondition', outputHelp],
    ['DoorTrouble', doorTrouble],
    ['InboxTab', tab],
    ['ItemKind', kind],
    ['TapVerdict', tapVerdict],
  ])('cover %s', (name, table) => expect(Object.keys(table).sort()).toEqual(union(name).sort()));

  it('tell the verdicts of the taps apart in words and in signs', () => {
    const told = Object.values(tapVerdict);
    expect(new Set(told.map(([say]) => say())).size).toBe(told.length);
    expect(new Set(told.map(([, sign]) => sign)).size).toBe(told.length);
  });

  it('say what to do about every reader that does not work, by its name', () => {
    for (const [state, help] of Object.entries(readerHelp))
      expect(help?.({ name: 'Kurse' }).includes('Kurse') ?? true, state).toBe(true);
    expect([readerHelp.alive, readerHelp.unwatched, outputHelp.alive]).toEqual([null, null, null]);
    const broken = Object.values(outputHelp).filter((help) => help !== null);
    const said = broken.map((help) => help({ name: 'Drehkreuz' }));
    expect(said.every((sentence) => sentence.includes('Drehkreuz'))).toBe(true);
    expect(new Set(said).size).toBe(5);
  });

  it('have a word and a sign for every state, and a sentence of its own for every reason', () => {
    expect([states.length, reasons.length, kinds.length, actions.length]).toEqual([6, 25, 9, 6]);
    const told = states.map((state) => stateOf(item({ state, reason: null })));
    expect(new Set(told.map(([word]) => word)).size).toBe(states.length);
    const said = reasons.map((reason) => reasonOf(item({ reason, state: 'stuck' })));
    expect(new Set(said).size).toBe(reasons.length);
    expect(reasonOf(item({ reason: null }))).toBeNull();
  });

  it('say what every press does before it is done, for every kind', () => {
    for (const state of ['stuck', 'unknown', 'waiting'] as const)
      for (const action of asked) {
        expect(questionOf(action, item({ state })).endsWith('?')).toBe(true);
        expect(actionOf(action, item({ state }))).not.toMatch(/[.?!]$/);
      }
    const fresh = (of: ItemKind) => item({ kind: of, state: 'waiting', reason: 'noConnection', attempts: 0 });
    const dropped = kinds.map((of) => consequenceOf('cancel', fresh(of)));
    const again = kinds.map((of) => consequenceOf('sendAgain', item({ kind: of })));
    expect(new Set([...dropped, ...again]).size).toBe(2 * kinds.length);
  });

  it('say how many items an alarm holds up, and a file’s name', () => {
    const code = /export type Alarm = ([\s\S]+?);\n\nexport/.exec(bindings)?.[1] ?? '';
    expect([...code.matchAll(/"alarm": "(\w+)"/g)].map(([, name]) => name)).toEqual([
      'accessWithdrawn',
      'storeSetAside',
      'crashes',
    ]);
    const withdrawn = (device: string | null, heldUp: number): Alarm => ({
      alarm: 'accessWithdrawn',
      device,
      sinceMs: 0,
      heldUp,
    });
    expect(alarmSentence(withdrawn(null, 0), '09:02')).toContain('09:02');
    expect(alarmSentence(withdrawn('4711', 0), '09:02')).toContain('4711');
    expect(alarmSentence(withdrawn('4711', 12), '09:02')).toContain('12');
    expect(alarmSentence(withdrawn('4711', 1), '09:02')).not.toMatch(/ 1 | items|Einträge/);
    const aside: Alarm = { alarm: 'storeSetAside', file: 'outbox.damaged', sinceMs: 0 };
    expect(alarmSentence(aside, '09:02')).toContain('outbox.damaged');
    const crashes = (resting: boolean): Alarm => ({ alarm: 'crashes', sinceMs: 0, count: 3, resting });
    for (const resting of [true, false]) expect(alarmSentence(crashes(resting), '09:02')).toMatch(/3.*09:02/);
    expect(alarmSentence(crashes(true), '')).not.toBe(alarmSentence(crashes(false), ''));
  });

  it('say where an export went, or what to do when it did not', () => {
    expect(exportedSentence({ file: '/x.csv', items: 1 })).toMatch(/^1 \S+ \S+: \/x\.csv$/);
    expect(exportedSentence({ file: '/x.csv', items: 12 })).toMatch(/^12 .*\/x\.csv$/);
    expect(exportedSentence({ file: null, items: 0 })).not.toContain('0');
  });
});

describe('what is said about an item', () => {
  beforeEach(() => speak('de'));

  it('is "not reported" of a check-in that no program may report any more', () => {
    for (const reason of ['tooOld', 'clockMoved'] as const)
      expect(stateOf(item({ kind: 'checkIn', state: 'stuck', reason }))).toEqual(['Nicht gemeldet', 'bad']);
    expect(stateOf(item({ state: 'stuck', reason: 'refused' }))).toEqual(['Geht nicht weiter', 'bad']);
    expect(stateOf(item({ state: 'closed', reason: 'cancelled' }))).toEqual(['Erledigt', 'over']);
  });

  it('sends a person to look only where no program does', () => {
    for (const reason of ['noAnswer', 'answerLost', 'vendorFault', 'interrupted'] as const) {
      expect(reasonOf(item({ state: 'unknown', reason }))).toContain('Sehen Sie in Magicline nach');
      expect(reasonOf(item({ state: 'waiting', reason }))).toContain('Portico klärt das von selbst.');
    }
  });

  it('does not ask to enter a check-in by hand that the vendor refused', () => {
    const refused = (of: ItemKind) => reasonOf(item({ kind: of, state: 'stuck', reason: 'refused' }));
    expect(refused('checkIn')).not.toContain('von Hand');
    expect(refused('contract')).toContain('von Hand');
  });

  it('says of a picture that the contract waits for it, and how it goes on', () => {
    const picture = item({ kind: 'picture', state: 'stuck', reason: 'refused' });
    expect(reasonOf(picture)).toMatch(/Vertrag wartet darauf.*Ohne Foto/);
    expect(actionOf('withoutPicture', picture)).toBe('Ohne Foto senden');
    expect(questionOf('withoutPicture', picture)).toBe('Den Vertrag ohne Foto senden?');
    expect(consequenceOf('withoutPicture', picture)).toMatch(/Vertrag geht jetzt ohne Foto.*später/);
    expect(reasonOf({ ...picture, state: 'closed', reason: 'leftOut' })).toContain('ohne Foto');
  });

  it('does not promise to see to what fails every time', () => {
    const fails = item({ kind: 'contract', state: 'stuck', reason: 'vendorFault' });
    expect(reasonOf(fails)).toMatch(/jedes Mal.*von Hand/);
    expect(reasonOf(fails)).not.toContain('von selbst');
  });

  it('knows a code that has lapsed from one whose fate is not known', () => {
    const once = (state: ItemState) => reasonOf(item({ state, reason: 'onceOnly' }));
    expect(once('stuck')).toContain('verfallen');
    expect(once('unknown')).toContain('ob es gebucht ist');
  });

  it('takes the blame for what it cannot read back, and says what became of it', () => {
    const unread = (state: ItemState) => reasonOf(item({ state, reason: 'unreadable' }));
    expect(unread('stuck')).toMatch(/Fehler von Portico.*nichts gesendet.*von Hand/);
    expect(unread('unknown')).toMatch(/Fehler von Portico.*Sehen Sie in Magicline nach/);
    expect(unread('unknown')).not.toContain('nichts gesendet');
  });

  it('warns of the check-out where a check-in is sent late or twice', () => {
    const again = (state: ItemState) => consequenceOf('sendAgain', item({ kind: 'checkIn', state }));
    expect(again('unknown')).toContain('Kam der erste Check-in doch an');
    // What was never sent cannot have arrived; what matters is the time it gets.
    expect(again('stuck')).not.toContain('doch an');
    expect(again('stuck')).toMatch(/Uhrzeit von jetzt.*ausgecheckt/);
    expect(actionOf('sendAgain', item({ state: 'stuck' }))).toBe('Trotzdem melden');
  });

  it('says "entered by hand" of what never arrived by itself', () => {
    expect(actionOf('done', item({ state: 'stuck' }))).toBe('Von Hand eingetragen');
    expect(actionOf('done', item({ state: 'unknown' }))).toBe('Ist angekommen');
    expect(consequenceOf('done', item({ state: 'stuck' }))).toContain('eingetragen oder dort gesehen');
  });

  it('names a try after what it does', () => {
    const tries = (['waiting', 'stuck', 'unknown'] as const).map((state) =>
      actionOf('tryNow', item({ state })),
    );
    expect(tries).toEqual(['Jetzt versuchen', 'Erneut versuchen', 'Erneut nachsehen']);
  });

  it('does not promise that something never happens when it may have happened', () => {
    const cancel = (change: Partial<InboxItem>) => consequenceOf('cancel', item(change));
    const stays = 'Was vielleicht schon angekommen ist, bleibt in Magicline stehen.';
    expect(cancel({ state: 'unknown' })).toContain(stays);
    expect(cancel({ state: 'waiting', reason: 'noAnswer', kind: 'contract' })).toContain(stays);
    // Its reason is only that of the last try.
    expect(cancel({ state: 'waiting', reason: 'noConnection', attempts: 2 })).toContain(stays);
    expect(cancel({ state: 'waiting', reason: 'noConnection', attempts: 0 })).toContain('nie gebucht');
    expect(cancel({ state: 'stuck', reason: 'refused' })).toContain('nie gebucht');
    expect(mayHaveArrived(item({ kind: 'checkIn', state: 'waiting', attempts: 3, reason: null }))).toBe(
      false,
    );
    for (const state of ['unknown', 'waiting', 'stuck'] as const)
      expect(cancel({ state })).toContain('Zurücknehmen lässt es sich nicht.');
  });

  it('asks whether the member got it, where nobody here knows', () => {
    const lost = (change: Partial<InboxItem> = {}) =>
      item({ state: 'stuck', reason: 'handOutUnknown', ...change });
    expect(stateOf(lost())).toEqual(['Ungewiss', 'ask']);
    expect(reasonOf(lost())).toContain('gebucht ist nichts');
    expect(actionOf('sendAgain', lost())).toBe('Wurde herausgegeben: buchen');
    expect(actionOf('cancel', lost())).toBe('Wurde nicht herausgegeben');
    expect(actionOf('done', lost())).toBe('Von Hand eingetragen');
    expect(questionOf('sendAgain', lost())).toBe('Wurde es wirklich herausgegeben?');
    expect(questionOf('cancel', lost())).toBe('Wurde es wirklich nicht herausgegeben?');
    // It was never sent, so that it cannot be charged twice; it is charged now.
    expect(consequenceOf('sendAgain', lost())).not.toContain('zweimal');
    expect(consequenceOf('sendAgain', lost())).toContain('sofort');
    expect(consequenceOf('cancel', lost())).toMatch(/nichts gebucht.*Zurücknehmen lässt es sich nicht/);
    // Minutes run, they are not handed out.
    const minutes = lost({ kind: 'timeUsage' });
    const said = [
      reasonOf(minutes),
      reasonOf(item({ kind: 'timeUsage', state: 'closed', reason: 'notHandedOut' })),
      ...(['sendAgain', 'cancel'] as const).flatMap((action) => [
        actionOf(action, minutes),
        questionOf(action, minutes),
      ]),
    ];
    for (const sentence of said) expect(sentence).not.toContain('herausgegeben');
    speak('en');
    expect(actionOf('sendAgain', lost())).toBe('It was handed out: charge it');
    expect(actionOf('cancel', lost())).toBe('It was not handed out');
  });

  it('gives the money back where a top-up is thrown away', () => {
    const fresh = item({ kind: 'topUp', state: 'waiting', reason: 'noConnection', attempts: 0 });
    expect(consequenceOf('cancel', fresh)).toContain('Geben Sie dem Mitglied das Geld zurück.');
  });
});
