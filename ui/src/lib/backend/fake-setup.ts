import type { AccountAnswer } from './backend';
import type {
  Check,
  CheckState,
  NumberProof,
  OfflineChoice,
  PlaceView,
  ReaderChoice,
  ReaderPlace,
  SetupProblem,
  SetupStep,
  SetupView,
  TapProof,
} from './bindings';
import { connectedFrom, DEVICES, placesFrom, tapFrom } from './fake-readers';

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const ORDER: SetupStep[] = ['account', 'studio', 'devices', 'reader', 'tap', 'offline', 'more', 'language'];

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
  portTaken: { code: 'portTaken', device: DEVICES[0] },
  readerHeldByKernel: { code: 'readerHeldByKernel' },
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
  studio: { name: 'Studio Lindenhof', logo: null, language: 'de', languages: [], practice: false },
  address: 'Lindenstraße 14, 10969 Berlin',
  devices: [
    { id: '4711', name: DEVICES[0], model: 'cardReader', active: false, activated: false },
    { id: '4712', name: DEVICES[1], model: 'cardReader', active: true, activated: false },
    { id: '4713', name: 'Getränke am Tresen', model: 'vendingReader', active: false, activated: false },
    { id: '4714', name: DEVICES[2], model: 'cardReader', active: false, activated: false },
  ],
  connected: connectedFrom(new URLSearchParams()),
  tap: { state: 'notAsked' },
  listReadable: true,
  places: [],
};

/** Plays the assistant well enough to walk through it with a mouse. */
export class FakeSetup {
  #view: SetupView = START;
  #query = new URLSearchParams();
  #reader: ReaderPlace = { kind: 'keyboard' };
  #device: string | null = null;

  constructor(
    private readonly show: (view: SetupView) => void,
    private readonly finish: (language: string) => void,
  ) {}

  open(step: string, query: URLSearchParams) {
    this.#query = query;
    const problem = query.get('problem');
    const places = query.has('places') || step === 'more' ? placesFrom(query) : [];
    const known = ORDER.find((name) => name === step) ?? 'account';
    this.#set({
      step: known,
      tenant: known === 'account' && !problem ? '' : 'lindenhof',
      problem: problem ? (PROBLEMS[problem] ?? null) : null,
      checks: problem === 'rightMissing' ? checks('passed', 'passed', 'failed', 'waiting') : [],
      devices: problem === 'noDevices' ? [] : this.#devices(places),
      connected: connectedFrom(query),
      tap: tapFrom(query),
      listReadable: !query.has('nolist'),
      places,
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
    this.#device = id;
    this.#set({ devices: this.#devices(this.#view.places) });
    this.#go('reader');
  }

  async ports() {
    this.#set({ connected: connectedFrom(this.#query) });
  }

  async reader(choice: ReaderChoice) {
    this.#reader = choice.kind === 'serial' ? { kind: 'serial', port: choice.port } : choice;
    if (choice.kind === 'camera' || choice.kind === 'pinPad') return this.#go('offline');
    this.#go('tap');
    this.#set({ tap: { state: 'listening' } });
    if (choice.kind === 'keyboard') return;
    await pause(1500);
    this.#set({ tap: { state: 'noise', baud: 19200 } });
    await pause(2500);
    await this.typed();
  }

  async typed() {
    this.#read({ state: 'asking' });
    await pause(1200);
    this.#read({ state: 'assumed', why: 'unknownCard' });
  }

  async number(typed: string) {
    this.#read(typed.length < 8 ? { state: 'notLearned', why: 'shortNumberTyped' } : { state: 'learned' });
  }

  async tap(accepted: boolean) {
    this.#go(accepted ? 'offline' : 'reader');
  }

  async offline(offline: OfflineChoice) {
    const device = this.#view.devices.find(({ id }) => id === this.#device)?.name ?? DEVICES[0];
    const others = this.#view.places.filter((place) => place.device !== device);
    this.#device = null;
    this.#set({ places: [...others, { device, reader: this.#reader, offline }] });
    this.#go('more');
  }

  async more(another: boolean) {
    this.#go(another ? 'devices' : 'language');
  }

  async language(language: string) {
    this.finish(language);
  }

  async back() {
    this.#go(ORDER[ORDER.indexOf(this.#view.step) - 1] ?? 'account');
  }

  #devices(places: PlaceView[]) {
    const set = new Set(places.map(({ device }) => device));
    return START.devices.map((one) => ({ ...one, activated: set.has(one.name) || one.id === this.#device }));
  }

  #read(number: NumberProof) {
    const seen: Extract<TapProof, { state: 'read' }>['seen'] = { kind: 'checked', digits: 10 };
    this.#set({ tap: { state: 'read', seen, certain: false, number } });
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
