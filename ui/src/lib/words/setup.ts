import type {
  CheckKind,
  CheckState,
  DeviceModelView,
  OfflineChoice,
  Right,
  SetupProblem,
  SetupStep,
} from '../backend/bindings';
import { minutesInWords } from '../i18n/format';
import { m } from '$/lib/i18n/messages.svelte';

type Say = () => string;
type Of<C extends SetupProblem['code']> = Extract<SetupProblem, { code: C }>;

/** The desk itself did not answer; not part of the contract, because only the page can notice. */
export type ShownProblem = SetupProblem | { code: 'desk' };

export const STEPS = [
  'account',
  'studio',
  'devices',
  'reader',
  'tap',
  'offline',
  'more',
  'language',
] as const satisfies SetupStep[];

export const railLabel = {
  account: m.setup_rail_account,
  studio: m.setup_rail_studio,
  devices: m.setup_rail_devices,
  reader: m.setup_rail_reader,
  tap: m.setup_rail_tap,
  offline: m.setup_rail_offline,
  more: m.setup_rail_more,
  language: m.setup_rail_language,
} satisfies Record<SetupStep, Say>;

export const question = {
  account: [m.setup_account_question, m.setup_account_help],
  studio: [m.setup_studio_question, m.setup_studio_help],
  devices: [m.setup_devices_question, m.setup_devices_help],
  reader: [m.setup_reader_question, m.setup_reader_help],
  tap: [m.setup_tap_question, m.setup_tap_help],
  offline: [m.setup_offline_question, m.setup_offline_help],
  more: [m.setup_more_question, m.setup_more_help],
  language: [m.setup_language_question, m.setup_language_help],
} satisfies Record<SetupStep, [Say, Say]>;

export const checkLabel = {
  address: m.setup_check_address,
  key: m.setup_check_key,
  rights: m.setup_check_rights,
  clock: m.setup_check_clock,
} satisfies Record<CheckKind, Say>;

export const checkState = {
  waiting: m.setup_state_waiting,
  running: m.setup_state_running,
  passed: m.setup_state_passed,
  failed: m.setup_state_failed,
} satisfies Record<CheckState, Say>;

export const deviceModel = {
  cardReader: m.setup_device_cardReader,
  vendingReader: m.setup_device_vendingReader,
  timeReader: m.setup_device_timeReader,
  other: m.setup_device_other,
} satisfies Record<DeviceModelView, Say>;

export const offline = {
  directory: [m.setup_offline_directory, m.setup_offline_directory_help],
  everybody: [m.setup_offline_everybody, m.setup_offline_everybody_help],
  refuse: [m.setup_offline_refuse, m.setup_offline_refuse_help],
} satisfies Record<OfflineChoice, [Say, Say]>;

export const right = {
  DEVICE_READ: m.right_DEVICE_READ,
  DEVICE_WRITE: m.right_DEVICE_WRITE,
  STUDIO_READ: m.right_STUDIO_READ,
  CUSTOMER_READ: m.right_CUSTOMER_READ,
} satisfies Record<Right, Say>;

const problem: {
  [C in ShownProblem['code']]: (given: Extract<ShownProblem, { code: C }>, tag: string) => string;
} = {
  tenantInvalid: () => m.problem_tenantInvalid(),
  keyInvalid: () => m.problem_keyInvalid(),
  addressUnreachable: ({ host }) => m.problem_addressUnreachable({ host }),
  notTheVendor: ({ host }) => m.problem_notTheVendor({ host }),
  certificateWrong: ({ host }) => m.problem_certificateWrong({ host }),
  keyRefused: () => m.problem_keyRefused(),
  rightMissing: () => m.problem_rightMissing(),
  clockWrong: (given, tag) => clockWrong(given, tag),
  vendorBusy: () => m.problem_vendorBusy(),
  vendorFault: () => m.problem_vendorFault(),
  noDevices: () => m.problem_noDevices(),
  deviceGone: () => m.problem_deviceGone(),
  deviceUnsuited: () => m.problem_deviceUnsuited(),
  deviceTaken: () => m.problem_deviceTaken(),
  activationRefused: () => m.problem_activationRefused(),
  activationUnknown: () => m.problem_activationUnknown(),
  confirmationFailed: () => m.problem_confirmationFailed(),
  keychainRefused: () => m.problem_keychainRefused(),
  portMissing: () => m.problem_portMissing(),
  portInUse: () => m.problem_portInUse(),
  portForbidden: () => m.problem_portForbidden(),
  portTaken: ({ device }) => m.problem_portTaken({ device }),
  cardServiceMissing: () => m.problem_cardServiceMissing(),
  readerHeldByKernel: () => m.problem_readerHeldByKernel(),
  notSaved: () => m.problem_notSaved(),
  closed: () => m.problem_closed(),
  desk: () => m.problem_desk(),
};

function clockWrong({ minutes_ahead }: Of<'clockWrong'>, tag: string): string {
  const time = minutesInWords(minutes_ahead, tag);
  return minutes_ahead < 0 ? m.problem_clock_behind({ time }) : m.problem_clock_ahead({ time });
}

export function problemSentence(given: ShownProblem, tag: string): string {
  // The table's key and its argument come from the same value, which the type system cannot follow.
  return (problem[given.code] as (given: ShownProblem, tag: string) => string)(given, tag);
}

/** A rejection of the desk as something there are words for. */
export function asProblem(thrown: unknown): ShownProblem {
  const code = typeof thrown === 'object' && thrown !== null && 'code' in thrown ? thrown.code : null;
  return typeof code === 'string' && Object.hasOwn(problem, code)
    ? (thrown as SetupProblem)
    : { code: 'desk' };
}

const FIELDS = {
  tenant: ['tenantInvalid', 'addressUnreachable', 'notTheVendor', 'certificateWrong'],
  key: ['keyInvalid', 'keyRefused', 'rightMissing'],
} as const satisfies Record<string, SetupProblem['code'][]>;

const KEEPS_KEY: readonly string[] = [
  ...FIELDS.tenant,
  'rightMissing',
  'clockWrong',
  'vendorBusy',
  'vendorFault',
] satisfies SetupProblem['code'][];

/** Whether the same key may be sent again, because it was not the key that was wrong. */
export const keepsKey = (given: ShownProblem) => KEEPS_KEY.includes(given.code);

/** The field a problem belongs to, so that its sentence stands where the answer was given. */
export function fieldOf(given: ShownProblem): keyof typeof FIELDS | null {
  const at = (field: keyof typeof FIELDS) => (FIELDS[field] as readonly string[]).includes(given.code);
  return at('tenant') ? 'tenant' : at('key') ? 'key' : null;
}
