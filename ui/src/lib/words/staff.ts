import type {
  Alarm,
  DoorTrouble,
  Exported,
  InboxTab,
  OutputCondition,
  PinProblem,
  ReaderCondition,
  StoreTrouble,
  TapVerdict,
  VendorState,
} from '../backend/bindings';
import { m } from '$/lib/i18n/messages.svelte';

type Say = () => string;

/** A small arch that says in colour and shape what the words beside it say. */
export type SignKind = 'good' | 'later' | 'ask' | 'bad' | 'over' | 'in' | 'no' | 'desk';

// A code added to the contract is a type error here until someone has found words for it.
export const pinProblem = {
  wrong: m.team_pin_wrong,
  notAPin: m.team_pin_notAPin,
  tooEasy: m.team_pin_tooEasy,
  tooSoon: m.team_pin_tooSoon,
  keychain: m.team_pin_keychain,
} satisfies Record<PinProblem, Say>;

export const vendor = {
  reachable: [m.team_vendor_reachable, 'good'],
  unreachable: [m.team_vendor_unreachable, 'bad'],
} as const satisfies Record<VendorState, readonly [Say, SignKind]>;

export const reader = {
  alive: m.team_reader_alive,
  gone: m.team_reader_gone,
  inUse: m.team_reader_inUse,
  forbidden: m.team_reader_forbidden,
  unwatched: m.team_reader_unwatched,
  serviceMissing: m.team_reader_serviceMissing,
  heldByKernel: m.team_reader_heldByKernel,
  cameraMissing: m.team_reader_cameraMissing,
  cameraDenied: m.team_reader_cameraDenied,
} satisfies Record<ReaderCondition, Say>;

/** Of a reader that types nobody knows how it is; that is no fault of it. */
export const readerSign = {
  alive: 'good',
  gone: 'bad',
  inUse: 'bad',
  forbidden: 'bad',
  serviceMissing: 'bad',
  heldByKernel: 'bad',
  cameraMissing: 'bad',
  cameraDenied: 'bad',
  unwatched: 'over',
} satisfies Record<ReaderCondition, SignKind>;

/** What to do about a reader; nothing about one that works. */
export const readerHelp = {
  alive: null,
  gone: m.team_reader_gone_help,
  inUse: m.team_reader_inUse_help,
  forbidden: m.team_reader_forbidden_help,
  unwatched: null,
  serviceMissing: m.team_reader_serviceMissing_help,
  heldByKernel: m.team_reader_heldByKernel_help,
  cameraMissing: m.team_reader_cameraMissing_help,
  cameraDenied: m.team_reader_cameraDenied_help,
} satisfies Record<ReaderCondition, ((given: { name: string }) => string) | null>;

export const output = {
  alive: m.team_output_alive,
  gone: m.team_output_gone,
  inUse: m.team_output_inUse,
  forbidden: m.team_output_forbidden,
  locked: m.team_output_locked,
  unsuitable: m.team_output_unsuitable,
} satisfies Record<OutputCondition, Say>;

/** What to do about a door or drawer; nothing about one that works. */
export const outputHelp = {
  alive: null,
  gone: m.team_output_gone_help,
  inUse: m.team_output_inUse_help,
  forbidden: m.team_output_forbidden_help,
  locked: m.team_output_locked_help,
  unsuitable: m.team_output_unsuitable_help,
} satisfies Record<OutputCondition, ((given: { name: string }) => string) | null>;

export const doorTrouble = {
  shut: m.team_door_shut,
  unknown: m.team_door_unknown,
} satisfies Record<DoorTrouble, Say>;

export const storeTrouble = {
  keychainLocked: m.team_store_keychainLocked,
  keyMissing: m.team_store_keyMissing,
  keyWrong: m.team_store_keyWrong,
  damaged: m.team_store_damaged,
  newer: m.team_store_newer,
  diskFull: m.team_store_diskFull,
  readOnly: m.team_store_readOnly,
  inUse: m.team_store_inUse,
  fault: m.team_store_fault,
} satisfies Record<StoreTrouble, Say>;

/** What a tab is called, and what it says when it is empty. */
export const tab = {
  person: [m.team_tab_person, m.team_empty_person],
  waiting: [m.team_tab_waiting, m.team_empty_waiting],
  over: [m.team_tab_over, m.team_empty_over],
} satisfies Record<InboxTab, [Say, Say]>;

export const TABS = Object.keys(tab) as InboxTab[];

export const tapVerdict = {
  welcome: [m.team_tap_welcome, 'good'],
  refused: [m.team_tap_refused, 'no'],
  letIn: [m.team_tap_letIn, 'in'],
  unknown: [m.team_tap_unknown, 'ask'],
  attention: [m.team_tap_attention, 'desk'],
} as const satisfies Record<TapVerdict, readonly [Say, SignKind]>;

export function alarmSentence(alarm: Alarm, since: string): string {
  switch (alarm.alarm) {
    case 'accessWithdrawn': {
      const what =
        alarm.device === null
          ? m.team_alarm_withdrawn_key({ since })
          : m.team_alarm_withdrawn_device({ since, device: alarm.device });
      return alarm.heldUp === 0 ? what : `${what} ${heldUp(alarm.heldUp)}`;
    }
    case 'storeSetAside':
      return m.team_alarm_setAside({ since, file: alarm.file });
    case 'crashes': {
      const say = alarm.resting ? m.crash_alarm_resting : m.crash_alarm_over;
      return say({ since, count: String(alarm.count) });
    }
  }
}

/** What tells one alarm from another. */
export function alarmKey(alarm: Alarm): string {
  switch (alarm.alarm) {
    case 'accessWithdrawn':
      return `access ${alarm.device}`;
    case 'storeSetAside':
      return alarm.file;
    case 'crashes':
      return 'crashes';
  }
}

const heldUp = (count: number) => m.team_alarm_held({ count });

export function exportedSentence({ file, items }: Exported): string {
  if (file === null) return m.team_exported_failed();
  return m.team_exported({ count: items, file });
}
