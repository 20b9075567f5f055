import type { Alarm, InboxItem, ItemKind, ItemReason, LineView, TapLine, TapVerdict } from './bindings';

const MINUTE = 60_000;
const LONG_NAME = 'Maximiliane-Alexandrina von Müller-Lüdenscheidt-Oberhausen';

const blank = {
  vendorWords: null,
  name: null,
  amount: null,
  attempts: 0,
  nextTryMs: null,
  credit: null,
  codes: null,
  traceId: null,
  note: null,
} satisfies Partial<InboxItem>;

const eur = (minor: number) => ({ minor, currency: 'EUR' });

export function fewItems(now: number): InboxItem[] {
  return [
    {
      ...blank,
      id: '7',
      kind: 'sale',
      state: 'unknown',
      reason: 'creditChanged',
      name: 'Anna Beispiel',
      amount: eur(450),
      happenedMs: now - 12 * MINUTE,
      attempts: 2,
      credit: { before: 2000, after: 1250, currency: 'EUR' },
      traceId: '8c1f2a90b7d4',
      actions: ['sendAgain', 'done', 'cancel'],
    },
    {
      ...blank,
      id: '6',
      kind: 'contract',
      state: 'stuck',
      reason: 'refused',
      vendorWords: 'Das Geburtsdatum liegt in der Zukunft.',
      name: 'Jonas Muster',
      amount: eur(59880),
      happenedMs: now - 73 * MINUTE,
      attempts: 1,
      traceId: '02e7bb41c99d',
      actions: ['tryNow', 'done', 'cancel'],
    },
    {
      ...blank,
      id: '5',
      kind: 'checkIn',
      state: 'stuck',
      reason: 'tooOld',
      name: 'Mira Probe',
      happenedMs: now - 1600 * MINUTE,
      attempts: 4,
      actions: ['sendAgain', 'done', 'cancel'],
    },
    {
      ...blank,
      id: '4',
      kind: 'checkIn',
      state: 'waiting',
      reason: 'noConnection',
      name: 'Kemal Yıldız',
      happenedMs: now - 4 * MINUTE,
      attempts: 3,
      nextTryMs: now + 38_000,
      actions: ['tryNow', 'cancel'],
    },
    {
      ...blank,
      id: '3',
      kind: 'topUp',
      state: 'waiting',
      reason: 'vendorPause',
      name: 'Zoë Dupont',
      amount: eur(5000),
      happenedMs: now - 9 * MINUTE,
      attempts: 1,
      nextTryMs: now + 95_000,
      actions: ['tryNow', 'cancel'],
    },
    {
      ...blank,
      id: '2',
      kind: 'sale',
      state: 'delivered',
      reason: null,
      amount: eur(290),
      happenedMs: now - 130 * MINUTE,
      attempts: 1,
      actions: [],
    },
    {
      ...blank,
      id: '1',
      kind: 'trialBooking',
      state: 'closed',
      reason: 'cancelled',
      note: 'Doppelt gebucht, mit Frau Probe telefoniert.',
      happenedMs: now - 2900 * MINUTE,
      attempts: 2,
      actions: [],
    },
  ];
}

/** Every reason in every state it occurs in, to read how it is said. */
export function allItems(now: number): InboxItem[] {
  const person: [InboxItem['state'], ItemReason, ItemKind, InboxItem['actions']][] = [
    ['stuck', 'refused', 'checkIn', ['tryNow', 'done', 'cancel']],
    ['stuck', 'refused', 'contract', ['tryNow', 'done', 'cancel']],
    ['stuck', 'refused', 'picture', ['tryNow', 'withoutPicture']],
    ['stuck', 'vendorFault', 'contract', ['withoutPicture', 'done', 'cancel']],
    ['stuck', 'tooOld', 'checkIn', ['sendAgain', 'done', 'cancel']],
    ['stuck', 'clockMoved', 'checkIn', ['sendAgain', 'done', 'cancel']],
    ['stuck', 'onceOnly', 'sale', ['done', 'cancel']],
    ['unknown', 'onceOnly', 'sale', ['done', 'cancel']],
    ['stuck', 'handOutUnknown', 'sale', ['sendAgain', 'done', 'cancel']],
    ['stuck', 'handOutUnknown', 'timeUsage', ['sendAgain', 'done', 'cancel']],
    ['unknown', 'noAnswer', 'checkIn', ['sendAgain', 'done', 'cancel']],
    ['unknown', 'answerLost', 'checkIn', ['sendAgain', 'done', 'cancel']],
    ['unknown', 'vendorFault', 'checkIn', ['sendAgain', 'done', 'cancel']],
    ['unknown', 'interrupted', 'checkIn', ['sendAgain', 'done', 'cancel']],
    ['unknown', 'creditChanged', 'topUp', ['sendAgain', 'done', 'cancel']],
    ['unknown', 'severalFound', 'lead', ['tryNow', 'sendAgain', 'done', 'cancel']],
    ['unknown', 'mayNotLook', 'trialBooking', ['tryNow', 'sendAgain', 'done', 'cancel']],
    ['stuck', 'unreadable', 'sale', ['tryNow', 'done', 'cancel']],
    ['unknown', 'unreadable', 'contract', ['tryNow', 'done', 'cancel']],
    ['waiting', 'noConnection', 'checkIn', ['tryNow', 'cancel']],
    ['waiting', 'vendorPause', 'timeUsage', ['tryNow', 'cancel']],
    ['waiting', 'accessWithdrawn', 'checkIn', ['tryNow', 'cancel']],
    ['waiting', 'waitsForAnother', 'contract', ['cancel']],
    ['waiting', 'noAnswer', 'rateVoucher', ['tryNow', 'cancel']],
    ['sending', 'noConnection', 'picture', []],
    ['closed', 'notHandedOut', 'sale', []],
    ['closed', 'settledDone', 'sale', []],
    ['closed', 'cancelled', 'checkIn', []],
    ['closed', 'leftOut', 'picture', []],
  ];
  return person.map(([state, reason, kind, actions], index) => ({
    ...blank,
    id: String(300 - index),
    kind,
    state,
    reason,
    name: state === 'closed' ? null : 'Mira Probe',
    note: state === 'closed' ? 'In Magicline nachgesehen.' : null,
    happenedMs: now - (index + 1) * 7 * MINUTE,
    attempts: state === 'waiting' ? index % 3 : 1,
    nextTryMs: state === 'waiting' && actions.includes('tryNow') ? now + 38_000 : null,
    actions,
  }));
}

export function manyItems(now: number): InboxItem[] {
  const kinds: ItemKind[] = ['sale', 'contract', 'timeUsage', 'rateVoucher', 'lead', 'picture'];
  const reasons: ItemReason[] = ['noAnswer', 'severalFound', 'clockMoved', 'onceOnly', 'refused'];
  const currencies = ['EUR', 'CHF', 'TRY'];
  return Array.from({ length: 60 }, (_, index): InboxItem => {
    const reason = reasons[index % reasons.length] ?? 'noAnswer';
    return {
      ...blank,
      id: String(1000 - index),
      kind: kinds[index % kinds.length] ?? 'sale',
      state: reason === 'refused' ? 'stuck' : 'unknown',
      reason,
      vendorWords:
        reason === 'refused' && index % 2 === 0
          ? 'Dieses Kundenkonto ist wegen einer offenen Forderung aus dem vergangenen Quartal vorübergehend gesperrt; bitte wenden Sie sich an die Buchhaltung Ihres Studios.'
          : null,
      name: index % 4 === 3 ? 'Jo Li' : LONG_NAME,
      amount: { minor: 1_234_567 + index * 991, currency: currencies[index % 3] ?? 'EUR' },
      happenedMs: now - index * 47 * MINUTE,
      attempts: index % 7,
      credit: index % 5 === 0 ? { before: 123_450, after: null, currency: 'CHF' } : null,
      traceId: `8c1f2a90b7d4${index}e02c`,
      actions: ['sendAgain', 'done', 'cancel'],
    };
  });
}

export function line(state: string, now: number, items: InboxItem[]): LineView {
  const trouble = state === 'trouble';
  const long = state === 'long';
  const empty = items.length === 0;
  return {
    vendor: trouble ? 'unreachable' : 'reachable',
    readers: [
      { name: long ? 'Haupteingang Erdgeschoss links neben der Saftbar' : 'Eingang', state: 'alive' },
      { name: long ? 'Nebeneingang Obergeschoss Damenbereich' : 'Kurse', state: trouble ? 'gone' : 'alive' },
    ],
    outputs: [
      {
        name: long ? 'Drehkreuz Haupteingang Erdgeschoss' : 'Drehkreuz',
        state: trouble ? 'gone' : 'alive',
      },
    ],
    waiting: 0,
    person: 0,
    amounts: empty
      ? []
      : long
        ? [
            { minor: 24_691_357, currency: 'EUR' },
            { minor: 12_345_050, currency: 'CHF' },
            { minor: -987_654, currency: 'TRY' },
          ]
        : [{ minor: 65_330, currency: 'EUR' }],
    oldestMs: empty ? null : now - 1600 * MINUTE,
    nextTryMs: empty || trouble ? null : now + 38_000,
    store: trouble ? 'diskFull' : null,
    directory: { members: long ? 123_456 : 1204, completeMs: now - 130 * MINUTE },
  };
}

export function alarms(now: number): Alarm[] {
  return [
    { alarm: 'crashes', sinceMs: now - MINUTE, count: 3, resting: true },
    { alarm: 'accessWithdrawn', device: '4711', sinceMs: now - 50 * MINUTE, heldUp: 12 },
    { alarm: 'storeSetAside', file: 'outbox-2026-11-22.damaged', sinceMs: now - 1500 * MINUTE },
  ];
}

export function taps(now: number, long: boolean): TapLine[] {
  const verdicts: TapVerdict[] = ['welcome', 'welcome', 'refused', 'letIn', 'unknown', 'attention'];
  const names = ['Anna Beispiel', 'Jonas Muster', 'Mira Probe', 'Kemal Yıldız', null, 'Zoë Dupont'];
  return Array.from({ length: long ? 50 : 12 }, (_, index): TapLine => {
    const verdict = verdicts[index % verdicts.length] ?? 'welcome';
    const name = names[index % names.length] ?? null;
    return {
      atMs: now - index * 97_000,
      reader: index % 3 === 2 ? 'Kurse' : 'Eingang',
      name: long && index % 2 === 0 ? LONG_NAME : name,
      verdict,
      door: verdict === 'letIn' ? 'unknown' : null,
      words: verdict === 'refused' ? 'Dein Vertrag ruht noch bis zum 31. Dezember.' : null,
    };
  });
}
