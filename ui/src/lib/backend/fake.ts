import type { Backend } from './backend';
import type {
  AmountView,
  FrontMessage,
  KioskView,
  PracticeFaultKind,
  PracticeView,
  Screen,
  StudioView,
} from './bindings';
import { fakePicture, lookFrom } from './fake-look';
import { FakeSale, PICTURES } from './fake-sale';
import { practiceStart, signUpWished, wished } from './fake-practice';
import { LOGO, screenFor } from './fake-screens';
import { FakeSetup } from './fake-setup';
import { FakeSignUp } from './fake-sign-up';
import { FakeReception } from './fake-reception';
import { FakeStaff } from './fake-staff';

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * A desk that is played in the page: `?fake=welcome&name=Anna` opens a screen, `?fake=flow` runs a day.
 * `?fake=sale-choose` and the like play a sale, `?fake=sign-up-offers` and the like a sign-up. Further switches: `practice`, `noname`, `nologo`, `language`, `late` (the name comes afterwards), `typed` (a
 * reader that types), `camera` (this computer's own), `pin` (a PIN can be entered, 2580) or `pin=40` (in 40 seconds),
 * `look=teal` (or yellow, black, red: the studio's own colours, welcome, hours and pictures), `hours=closed`,
 * `choices=3` (what can be bought), `join` (how one becomes a member), `dark` (outside of the screen's hours),
 * `far=0.018` (how large letters have to be to be read, as a part of the screen's diagonal), `then=sale-choose` (what
 * follows when something is bought on the idle screen, with what was set there).
 */
export function fakeBackend(query: URLSearchParams): Backend {
  const studio: StudioView = {
    name: query.has('noname') ? null : (query.get('studio') ?? 'Studio Lindenhof'),
    logo: query.has('nologo') ? null : LOGO,
    language: query.get('language') ?? 'de',
    languages: [],
    practice: query.has('practice'),
  };
  const wanted = query.get('fake') ?? 'idle';
  let send: (message: FrontMessage) => void = () => undefined;
  const show = (screen: Screen) => send({ type: 'screen', ...screen });
  const setup = new FakeSetup(
    (view) => show({ screen: 'setup', ...view }),
    (language) => {
      send({ type: 'studio', ...studio, language });
      show(screenFor('idle', query, 0));
    },
  );

  const sale = new FakeSale(
    query,
    (view) => show({ screen: 'sale', ...view }),
    () => show(screenFor('idle', query, 0)),
  );
  const signUp = new FakeSignUp(
    query,
    (message) => send(message),
    () => show(screenFor('idle', query, 0)),
  );
  let kiosk: (view: KioskView) => void = () => undefined;
  const staff = new FakeStaff(wanted.replace(/^staff-?/, ''));
  const reception = new FakeReception(wanted.replace(/^staff-?/, ''));

  async function flow() {
    const day = [
      'welcome',
      'birthday',
      'refused',
      'already',
      'letIn',
      'unconfirmed',
      'unreadable',
      'attention',
    ];
    for (let tap = 1; ; tap += 1) {
      show(screenFor('idle', query, 0));
      await pause(1500);
      show({ screen: 'busy', tap });
      await pause(500);
      show(screenFor(day[tap % day.length] ?? 'welcome', query, tap));
      await pause(3000);
    }
  }

  async function open(wanted: string) {
    if (wanted.startsWith('sale')) sale.open(wanted.replace(/^sale-?/, ''));
    else if (wanted.startsWith('sign-up')) signUp.open(wanted.replace(/^sign-up-?/, '') || 'start');
    else if (wanted === 'flow') void flow();
    else if (wanted.startsWith('setup')) setup.open(wanted.replace(/^setup-?/, ''), query);
    else {
      const screen = screenFor(wanted, query, 1);
      const late = query.has('late') && screen.screen === 'verdict' && screen.verdict === 'welcome';
      show(late ? { ...screen, firstName: null } : screen);
      if (late) {
        await pause(900);
        show(screen);
      }
    }
  }

  let practice = practiceStart();
  let tell: (view: PracticeView) => void = () => undefined;
  const change = (next: Partial<PracticeView>) => {
    practice = { ...practice, ...next };
    tell(practice);
  };
  const record = (request: string, status: number | null, effect: string) =>
    change({
      journal: [{ atMs: String(Date.now()), request, status, effect }, ...practice.journal].slice(0, 200),
    });

  return {
    async frontAttach(listener) {
      send = listener;
      send({ type: 'studio', ...studio });
      if (query.has('look')) send({ type: 'look', ...lookFrom(query) });
      send({ type: 'light', awake: !query.has('dark') });
      if (query.has('far')) send({ type: 'viewing', leastText: Number(query.get('far')) });
      send({ type: 'pictures', pictures: PICTURES } as unknown as FrontMessage);
      await open(wanted);
    },
    frontBeat: async () => undefined,
    frontLanguage: async () => undefined,
    frontTyped: async ({ strokes }) => {
      show({ screen: 'busy', tap: 1 });
      await pause(500);
      show(screenFor(strokes.length > 3 ? 'welcome' : 'unreadable', query, 1));
      await pause(3000);
      show(screenFor('idle', query, 0));
    },
    async frontPin(digits) {
      show({ screen: 'busy', tap: 1 });
      await pause(500);
      show(screenFor(digits === '2580' ? 'welcome' : 'refused', query, 1));
      await pause(3000);
      show(screenFor('idle', query, 0));
    },
    async frontBuy(place) {
      const then = query.get('then');
      if (then) await open(then);
      else sale.buy(place);
    },
    frontSale: async (number, choice) => void sale.choose(number, choice),
    frontBeginSignUp: async (aim) => signUp.begin(aim),
    frontSignUp: (number, revision, input) => signUp.input(number, revision, input),
    frontPortrait: async () => signUp.portrait(),
    frontPicture: async () => undefined,
    frontCamera: async () => undefined,
    frontSpeechAttach: async (listener) => listener({ type: 'ready' }),
    // A browser without a desk has no voice of ours; what would be said is in the caption.
    frontSpeak: async () => undefined,
    frontHush: async () => undefined,
    frontStaff: async () => location.assign('staff.html?fake=staff-locked'),

    setupAccount: (answer) => setup.account(answer),
    setupStudio: (confirmed) => setup.studio(confirmed),
    setupDevice: (id) => setup.device(id),
    setupPorts: () => setup.ports(),
    setupReader: (choice) => setup.reader(choice),
    setupTyped: () => setup.typed(),
    setupNumber: (number) => setup.number(number),
    setupTap: (accepted) => setup.tap(accepted),
    setupOffline: (choice) => setup.offline(choice),
    setupMore: (another) => setup.more(another),
    setupLanguage: (language) => setup.language(language),
    setupBack: () => setup.back(),

    async practiceAttach(listener) {
      tell = listener;
      tell(practice);
    },
    async practiceTap(card) {
      const name = practice.cards.find(({ id }) => id === card)?.name ?? card;
      record('POST /open-api/device/cardreader/identification', 200, `${name} checked in`);
    },
    async practiceFault(kind: PracticeFaultKind | null) {
      change({ fault: kind ? { kind } : null });
    },
    async practiceCable(connected) {
      change({ readerConnected: connected });
    },
    async practiceMachine(wish) {
      if (practice.machine) change({ machine: wished(practice.machine, wish) });
    },
    async practicePrice(shelf, by) {
      const raised = (price: AmountView) => ({ ...price, minor: price.minor + by });
      change({
        shelves: practice.shelves.map((one) =>
          one.shelf === shelf ? { ...one, price: raised(one.price) } : one,
        ),
      });
    },
    async practiceSignUp(wish) {
      change({ signUps: signUpWished(practice.signUps, wish) });
    },

    staffAttach: (listener) => staff.attach(listener),
    staffChoosePin: (pin) => staff.choosePin(pin),
    staffUnlock: (pin) => staff.unlock(pin),
    staffLock: () => staff.lock(),
    staffFilter: (filter) => staff.filter(filter),
    staffMore: () => staff.more(),
    staffAct: (id, action, note) => staff.act(id, action, note),
    staffExport: () => staff.export(),
    staffDismiss: (file) => staff.dismiss(file),
    staffServe: () => staff.serve(),
    staffSale: (number, action) => staff.sale(number, action),
    staffTopUp: (number) => staff.sale(number, 'topUp'),
    staffDrawer: async () => undefined,
    staffProduct: (place, shelf, change) => staff.product(place, shelf, change),
    staffImport: (place, file) => staff.import(place, file),
    staffCatalogue: (place) => staff.catalogue(place),
    staffCatalogueSeen: (place) => staff.catalogueSeen(place),
    staffSignUp: (draft, action) => staff.signUp(draft, action),
    frontLook: async () => undefined,
    frontLookPicture: async (id) => fakePicture(id),
    staffLookTry: (accent, background) => staff.lookTry(accent, background),
    staffLookSave: (form) => staff.lookSave(form),
    staffLookFile: (name, kind, file) => staff.lookFile(name, kind, file),
    staffLookPicture: async () => fakePicture('logo'),
    staffOwnPin: (old, next) => staff.ownPin(old, next),
    staffPerson: (change) => staff.person(change),
    staffActivity: (wish) => staff.activity(wish),
    staffKioskAttach: async (listener) => {
      kiosk = listener;
      kiosk({ twoScreens: !query.has('onescreen'), desktop: query.has('nodesktop') ? 'none' : 'behind' });
    },
    staffKiosk: async (wish) => {
      if (wish === 'showDesktop' || wish === 'hideDesktop')
        kiosk({ twoScreens: !query.has('onescreen'), desktop: wish === 'showDesktop' ? 'shown' : 'behind' });
    },
    staffSupport: async () => {
      if (query.has('full')) throw new Error();
      return '/home/portico/Documents/Portico/portico-support-2026-11-24-1803.txt';
    },
    staffReception: (listener) => reception.attach(listener),
    staffLookUp: (query) => reception.lookUp(query),
    staffMember: (order) => reception.member(order),
    staffMemberPicture: () => reception.picture(),
    staffSeen: async () => undefined,
  };
}
