import { beforeAll, vi } from 'vitest';
import type { Backend, Spoken } from '$/lib/backend';
import type {
  FrontMessage,
  IdleView,
  InboxItem,
  LookView,
  KioskView,
  MemberHits,
  PictureView,
  ReceptionView,
  SaleStep,
  Screen,
  SetupView,
  SpeechNews,
  StaffDesk,
  StaffView,
  StudioView,
} from '$/lib/backend/bindings';
import { setUp, signingUp } from '$/views/rooms.svelte';

// At a desk they are there before anybody wants them.
beforeAll(() => Promise.all([setUp.fetch(), signingUp.fetch()]));

export const studio: StudioView = {
  name: 'Studio Lindenhof',
  logo: null,
  language: 'de',
  languages: [],
  practice: false,
};

/** Nothing going on. */
export const idleView: IdleView = {
  notice: null,
  team: false,
  pin: { state: 'none' },
  typed: false,
  camera: false,
  choices: [],
  signUp: { contract: false, trial: false, lead: false },
  cancelPage: null,
};

export const setupView: SetupView = {
  step: 'account',
  tenant: '',
  keyStored: false,
  checks: [],
  problem: null,
  working: false,
  studio: null,
  address: null,
  devices: [],
  connected: { ports: [], contactless: [], cardService: true, keyboard: true, camera: true, pinPad: true },
  tap: { state: 'notAsked' },
  listReadable: true,
  places: [],
};

/** A quiet desk behind the PIN, as the team's window sees it. */
export const staffDesk: StaffDesk = {
  line: {
    vendor: 'reachable',
    readers: [{ name: 'Eingang', state: 'alive' }],
    outputs: [],
    waiting: 0,
    person: 0,
    amounts: [],
    oldestMs: null,
    nextTryMs: null,
    store: null,
    directory: { members: 1204, completeMs: 0 },
  },
  alarms: [],
  filter: { tab: 'person', kind: null },
  items: [],
  more: false,
  taps: [],
  exported: null,
  sales: [],
  catalogues: [],
  drawer: false,
  signUps: [],
  look: {
    revision: 0,
    form: { logo: null, accent: null, background: null, welcome: [], hours: null, pictures: [] },
    palette: null,
    missing: [],
    news: null,
  },
  me: {
    id: 1,
    name: 'Team',
    role: 'manager',
    may: [
      'members',
      'inbox',
      'sales',
      'signUps',
      'catalogue',
      'look',
      'export',
      'people',
      'activity',
      'leaveKiosk',
    ],
  },
  people: [{ id: 1, name: 'Team', role: 'manager', lastManager: true }],
  answer: { number: 0, problem: null },
  activity: null,
  refused: null,
};

/** A sale of which nobody knows whether it arrived. */
export const staffItem: InboxItem = {
  id: '7',
  kind: 'sale',
  state: 'unknown',
  reason: 'noAnswer',
  vendorWords: null,
  name: 'Anna Beispiel',
  amount: { minor: 450, currency: 'EUR' },
  happenedMs: 0,
  attempts: 1,
  nextTryMs: null,
  credit: null,
  codes: null,
  traceId: null,
  note: null,
  actions: ['sendAgain', 'done', 'cancel'],
};

/** A desk a test speaks for. */
export function desk() {
  let send: (message: FrontMessage) => void = () => undefined;
  let tell: (view: StaffView) => void = () => undefined;
  let speak: (news: SpeechNews) => void = () => undefined;
  let receive: (view: ReceptionView) => void = () => undefined;
  const done = () => vi.fn(async () => undefined);
  const backend = {
    frontAttach: vi.fn(async (listener: (message: FrontMessage) => void) => {
      send = listener;
    }),
    frontBeat: done(),
    frontLanguage: done(),
    frontStaff: done(),
    frontTyped: done(),
    frontPin: done(),
    frontPicture: done(),
    frontCamera: done(),
    frontSpeechAttach: vi.fn(async (listener: (news: SpeechNews) => void) => {
      speak = listener;
      speak({ type: 'ready' });
    }),
    frontSpeak: vi.fn(async (spoken: Spoken) => void spoken),
    frontHush: done(),
    frontBuy: done(),
    frontSale: done(),
    frontBeginSignUp: done(),
    frontSignUp: done(),
    frontPortrait: done(),
    setupAccount: done(),
    setupStudio: done(),
    setupDevice: done(),
    setupPorts: done(),
    setupReader: done(),
    setupTyped: done(),
    setupNumber: done(),
    setupTap: done(),
    setupOffline: done(),
    setupMore: done(),
    setupLanguage: done(),
    setupBack: done(),
    practiceAttach: done(),
    practiceTap: done(),
    practiceFault: done(),
    practiceCable: done(),
    practiceMachine: done(),
    practicePrice: done(),
    practiceSignUp: done(),
    staffAttach: vi.fn(async (listener: (view: StaffView) => void) => {
      tell = listener;
    }),
    staffChoosePin: done(),
    staffUnlock: done(),
    staffLock: done(),
    staffFilter: done(),
    staffMore: done(),
    staffAct: done(),
    staffExport: done(),
    staffDismiss: done(),
    staffServe: done(),
    staffSale: done(),
    staffTopUp: done(),
    staffDrawer: done(),
    staffProduct: done(),
    staffImport: done(),
    staffCatalogue: done(),
    staffCatalogueSeen: done(),
    staffSignUp: done(),
    frontLook: done(),
    frontLookPicture: vi.fn(async () => new Uint8Array([1, 2, 3])),
    staffLookTry: done(),
    staffLookSave: done(),
    staffLookFile: done(),
    staffLookPicture: vi.fn(async () => new Uint8Array()),
    staffOwnPin: done(),
    staffPerson: done(),
    staffActivity: done(),
    staffKioskAttach: vi.fn(async (_listener: (view: KioskView) => void): Promise<void> => undefined),
    staffKiosk: done(),
    staffSupport: vi.fn(async () => '/home/portico/portico-support.txt'),
    staffReception: vi.fn(async (listener: (view: ReceptionView) => void) => {
      receive = listener;
    }),
    staffLookUp: vi.fn(async () => ({ hits: [], total: 0 }) as MemberHits),
    staffMember: done(),
    staffMemberPicture: vi.fn(async () => 'data:,'),
    staffSeen: done(),
  } satisfies Backend;
  return {
    backend,
    speaks: (news: SpeechNews) => speak(news),
    says: (change: Partial<StudioView>) => send({ type: 'studio', ...studio, ...change }),
    tells: (view: StaffView) => tell(view),
    receives: (view: ReceptionView) => receive(view),
    opens: (change: Partial<StaffDesk>) => tell({ staff: 'open', ...staffDesk, ...change }),
    looks: (look: LookView) => send({ type: 'look', ...look }),
    pictures: (pictures: PictureView[]) => send({ type: 'pictures', pictures } as unknown as FrontMessage),
    sells: (step: SaleStep, change: Partial<{ sale: number; untilMs: number; goods: 'minutes' }> = {}) =>
      send({
        type: 'screen',
        screen: 'sale',
        sale: 1,
        place: 'Bar',
        goods: 'products',
        untilMs: null,
        ...change,
        ...step,
      }),
    sends: (message: FrontMessage) => send(message),
    shows: (screen: Screen) => send({ type: 'screen', ...screen }),
  };
}
