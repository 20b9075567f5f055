import type { AccountAnswer } from './backend';
import type { Check, CheckState, SetupProblem, SetupStep, SetupView } from './bindings';

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const ORDER: SetupStep[] = ['account', 'studio', 'devices', 'reader', 'tap', 'offline', 'language'];

const checks = (...states: [CheckState, CheckState, CheckState, CheckState]): Check[] => [
  { kind: 'address', state: states[0] },
  { kind: 'key', state: states[1] },
  { kind: 'rights', state: states[2] },
  { kind: 'clock', state: states[3] },
];

const PROBLEMS: Record<string, SetupProblem> = {
  rightMissing: { code: 'rightMissing', rights: ['DEVICE_WRITE', 'CUSTOMER_READ'] },
  clockWrong: { code: 'clockWrong', minutes_ahead: -73 },
  addressUnreachable: { code: 'addressUnreachable', host: 'lindenhof.open-api.magicline.com' },
  keyRefused: { code: 'keyRefused' },
  portInUse: { code: 'portInUse' },
  noDevices: { code: 'noDevices' },
  deviceGone: { code: 'deviceGone' },
};

const START: SetupView = {
  step: 'account',
  tenant: '',
  keyStored: false,
  checks: [],
  problem: null,
  working: false,
  studio: { name: 'Studio Lindenhof', logo: null, language: 'de', practice: false },
  address: 'Lindenstraße 14, 10969 Berlin',
  devices: [
    { id: '4711', name: 'Eingang Erdgeschoss', model: 'cardReader', active: false, activated: false },
    { id: '4712', name: 'Eingang Obergeschoss', model: 'cardReader', active: true, activated: false },
    { id: '4713', name: 'Getränke am Tresen', model: 'vendingReader', active: false, activated: false },
  ],
  ports: [
    { path: '/dev/ttyUSB0', label: 'FT232R USB UART, FTDI' },
    { path: '/dev/ttyACM0', label: 'Arduino Uno' },
  ],
  tap: { state: 'notAsked' },
  listReadable: true,
};

/** Plays the assistant well enough to walk through it with a mouse. */
export class FakeSetup {
  #view: SetupView = START;

  constructor(
    private readonly show: (view: SetupView) => void,
    private readonly finish: (language: string) => void,
  ) {}

  open(step: string, query: URLSearchParams) {
    const problem = query.get('problem');
    const known = ORDER.find((name) => name === step) ?? 'account';
    this.#set({
      step: known,
      tenant: known === 'account' && !problem ? '' : 'lindenhof',
      problem: problem ? (PROBLEMS[problem] ?? null) : null,
      checks: problem === 'rightMissing' ? checks('passed', 'passed', 'failed', 'waiting') : [],
      devices: problem === 'noDevices' ? [] : START.devices,
      tap: { state: 'listening' },
      listReadable: !query.has('nolist'),
    });
  }

  async account({ tenant }: AccountAnswer) {
    this.#set({
      tenant,
      working: true,
      problem: null,
      checks: checks('running', 'waiting', 'waiting', 'waiting'),
    });
    await pause(500);
    if (!/^[a-z0-9-]+$/.test(tenant)) return this.#fail({ code: 'tenantInvalid' });
    this.#set({ checks: checks('passed', 'running', 'waiting', 'waiting') });
    await pause(500);
    this.#set({ checks: checks('passed', 'passed', 'passed', 'running') });
    await pause(500);
    this.#set({ checks: checks('passed', 'passed', 'passed', 'passed'), keyStored: true });
    this.#go('studio');
  }

  async studio(confirmed: boolean) {
    this.#go(confirmed ? 'devices' : 'account');
  }

  async device(id: string) {
    this.#set({ working: true });
    await pause(600);
    this.#set({ devices: this.#view.devices.map((d) => ({ ...d, activated: d.id === id })) });
    this.#go('reader');
  }

  async ports() {
    this.#set({ ports: START.ports });
  }

  async reader() {
    this.#go('tap');
    this.#set({ tap: { state: 'listening' } });
    await pause(1500);
    this.#set({ tap: { state: 'garbled' } });
    await pause(2500);
    this.#set({ tap: { state: 'read', length: 10 } });
  }

  async tap(accepted: boolean) {
    this.#go(accepted ? 'offline' : 'reader');
  }

  async offline() {
    this.#go('language');
  }

  async language(language: string) {
    this.finish(language);
  }

  async back() {
    this.#go(ORDER[ORDER.indexOf(this.#view.step) - 1] ?? 'account');
  }

  #go(step: SetupStep) {
    this.#set({ step, working: false, problem: null });
  }

  #fail(problem: SetupProblem) {
    this.#set({ working: false, problem, checks: checks('failed', 'waiting', 'waiting', 'waiting') });
    return Promise.reject(problem);
  }

  #set(next: Partial<SetupView>) {
    this.#view = { ...this.#view, ...next };
    this.show(this.#view);
  }
}
