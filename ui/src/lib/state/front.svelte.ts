import type { Backend } from '../backend';
import type {
  CameraState,
  FrontMessage,
  IdleView,
  LookView,
  OffersView,
  SaleChoice,
  Screen,
  SignUpAim,
  SlotsView,
  StudioView,
  TypedBurst,
} from '../backend/bindings';
import { Dimming } from '../kiosk/dimming.svelte';
import { formatTag } from '../i18n/format';
import { locale, nearest, ready, speak, spokenFor, type Locale } from '../i18n/locale.svelte';
import { NO_LOOK } from '../kiosk/look';
import type { TextSize } from '../kiosk/text-size';
import { Speech } from '../speech/speech.svelte';
import { Absence } from './absence.svelte';
import { changed } from './sign-up-change';
import { SignUp } from './sign-up.svelte';

/** How long after the last touch a member is asked for who has changed something about the screen. */
export const IDLE_RESET_MS = 30_000;
/** How often the desk is told that somebody is there whom a sale would leave, at most. */
export const STAY_EVERY_MS = 2_000;
/**
 * How long a card may wait for its answer before "one moment" is shown. What came sooner would only have flickered,
 * and drawing it holds up the answer; a member waits a tenth of a second for a word at most.
 */
export const MOMENT_MS = 50;
/** How long a press that was taken may go without showing before the buttons come back. */
export const SETTLE_MS = 4_000;

/** A card was held up, and nothing is known of it yet. */
const asks = (screen: Screen) =>
  screen.screen === 'busy' || (screen.screen === 'sale' && screen.step === 'asking');

/** What the window at the front shows, as the desk told it, and what one member changed about it. */
export class Front {
  studio = $state.raw<StudioView>({ name: null, logo: null, language: 'de', languages: [], practice: false });
  screen = $state.raw<Screen>({ screen: 'starting' });
  /** What makes the screen the studio's own. */
  look = $state.raw<LookView>(NO_LOOK);
  contrast = $state(false);
  lowered = $state(false);
  textSize = $state<TextSize>('normal');
  /** How large letters have to be here, as a part of the screen's diagonal; null: nobody has said so. */
  leastText = $state<number | null>(null);
  /** A member is about to enter a PIN. */
  pinning = $state(false);
  /** Until when nobody can, in milliseconds since 1970. */
  pinWaitUntil = $state<number | null>(null);
  /** A reader that types is set up; told at idle and true until told otherwise. */
  typed = $state(false);
  /** QR codes are held to the camera of this screen; told at idle like `typed`. */
  camera = $state(false);
  /** There is such a camera, and it sees. */
  seeing = $state(false);
  /** The pictures of the catalogues, by their number. Products have them, members do not. */
  pictures = $state.raw<ReadonlyMap<string, string>>(new Map());
  /** What the studio offers new members. */
  offers = $state.raw<OffersView>({ offers: [] });
  /** The free slots for trial sessions, once they were told. */
  slots = $state.raw<SlotsView | null>(null);
  /** The sign-up that is on the screen, with what is typed into it. */
  signUp = $state.raw<SignUp | null>(null);
  /** Keys are shown on the screen where something is written. */
  keys = $state(typeof navigator !== 'undefined' && navigator.maxTouchPoints > 0);
  /** A press has been sent and the desk has not shown yet what came of it. */
  pressed = $state(false);
  /** The desk did not take the last press. */
  silent = $state(false);
  /** Whether the screen is dark. */
  readonly dimming = new Dimming();
  /** Whether whoever changed something about the idle screen is still there. */
  readonly absence = new Absence(() => this.#left());
  readonly speech: Speech;
  readonly formatTag = $derived(formatTag(locale.current, this.studio.language));

  #backend: Backend;
  /** What the desk told while a language was on its way: nothing is shown in the wrong one. */
  #held: FrontMessage[] | null = null;
  /** A member is answered in their own language, which nobody has chosen. */
  #guest = false;
  /** When the desk was told so last. */
  #stayed = -Infinity;
  /** The day that the look is of. */
  #day: string | null = null;
  #knock: ReturnType<typeof setTimeout> | undefined;
  #settle: ReturnType<typeof setTimeout> | undefined;
  #moment: ReturnType<typeof setTimeout> | undefined;

  constructor(backend: Backend) {
    this.#backend = backend;
    this.speech = new Speech(backend, () => this.forget());
  }

  /** Nobody stands at a kiosk to start it again, so it knocks until the desk answers. */
  attach(): void {
    this.#backend
      .frontAttach((message) => this.receive(message))
      .catch(() => {
        this.#knock = setTimeout(() => this.attach(), 2_000);
      });
  }

  receive(message: FrontMessage): void {
    if (this.#held) {
      this.#held.push(message);
      return;
    }
    switch (message.type) {
      case 'studio': {
        const { type: _, ...studio } = message;
        const changed = studio.language !== this.studio.language || this.screen.screen === 'starting';
        this.studio = studio;
        if (changed) this.#speak(nearest(studio.language));
        return;
      }
      case 'look': {
        const { type: _, ...look } = message;
        this.look = look;
        this.#day ??= new Date().toDateString();
        return;
      }
      case 'pictures':
        this.pictures = new Map(message.pictures.map(({ id, data }) => [id, data]));
        return;
      case 'light':
        this.dimming.hours(message.awake);
        return;
      case 'viewing':
        this.leastText = message.leastText;
        return;
      case 'offers':
        this.offers = { offers: message.offers };
        return;
      case 'slots': {
        const { type: _, ...slots } = message;
        this.slots = slots;
        return;
      }
      case 'entered':
        this.#signUp(message.signUp).fill(message);
        return;
      case 'screen': {
        const { type: _, ...screen } = message;
        clearTimeout(this.#moment);
        if (asks(screen)) this.#moment = setTimeout(() => this.#turn(screen), MOMENT_MS);
        else this.#turn(screen);
        return;
      }
      case 'change': {
        const { type: _, ...change } = message;
        if (this.screen.screen === 'signUp' && this.screen.signUp === change.signUp)
          this.#show({ screen: 'signUp', ...changed(this.screen, change) });
      }
    }
  }

  /** A member picked a language: the screen follows at once, the vendor's messages from the next tap on. */
  choose(language: Locale): void {
    this.#guest = false;
    this.#speak(language);
    this.#tell(language);
  }

  /** A reader has typed: a tap, whatever the screen shows. */
  tapped(burst: TypedBurst): void {
    this.#backend.frontTyped(burst).catch(() => undefined);
  }

  /** The camera has taken a picture. Resolves when it was looked at. */
  async sees(picture: Uint8Array): Promise<void> {
    return this.#backend.frontPicture(picture);
  }

  /** How the camera is: a member is not sent to one that sees nothing. */
  cameraIs(state: CameraState): void {
    this.seeing = state === 'running';
    this.#backend.frontCamera(state).catch(() => undefined);
  }

  /** The clock has gone on: another day may have other pictures and hours. */
  dayIs(day: string): void {
    if (this.#day === null || this.#day === day) return;
    this.#day = day;
    this.#backend.frontLook().catch(() => (this.#day = ''));
  }

  /** The bytes of a picture of the idle screen. */
  picture(id: string): Promise<Uint8Array> {
    return this.#backend.frontLookPicture(id);
  }

  /** Someone is there. Only at idle does their absence mean that they have left. */
  touched(): void {
    this.dimming.touched();
    this.#present();
    this.#stay();
  }

  /** What goes away by itself stays for whoever touches it. What the vendor holds is not theirs to put off. */
  #stay(): void {
    const { screen } = this;
    if (screen.screen !== 'sale' || (screen.step !== 'holdCard' && screen.step !== 'receipt')) return;
    const now = Date.now();
    if (Math.abs(now - this.#stayed) < STAY_EVERY_MS) return;
    this.#stayed = now;
    this.#backend.frontSale(screen.sale, { choice: 'stay' }).catch(() => undefined);
  }

  /** Seconds that are left to say that one is there; nothing while nobody is asked. Who listens is asked aloud. */
  get asked(): number | null {
    return this.#own && !this.speech.on ? this.absence.left : null;
  }

  #present(): void {
    this.signUp?.absence.touched();
    this.speech.absence.touched();
    this.absence.watch(this.screen.screen === 'idle');
    this.absence.touched(IDLE_RESET_MS);
  }

  #left(): void {
    if (!this.speech.on) this.forget();
  }

  /** The screen is not as the next person should find it. */
  get #own(): boolean {
    return (
      this.pinning ||
      this.contrast ||
      this.lowered ||
      this.textSize !== 'normal' ||
      locale.current !== nearest(this.studio.language)
    );
  }

  /** The next person finds the studio's own screen. */
  forget(): void {
    this.speech.end();
    this.contrast = false;
    this.lowered = false;
    this.textSize = 'normal';
    this.pinning = false;
    const home = nearest(this.studio.language);
    this.#guest = false;
    if (home === locale.current) return;
    this.#speak(home);
    // Otherwise the next member would read the vendor's messages in the last one's language.
    this.#tell(home);
  }

  /** Resolves to whether the desk has taken it. */
  async enter(pin: string): Promise<boolean> {
    return this.#backend.frontPin(pin).then(
      () => true,
      () => false,
    );
  }

  /** Somebody wants to buy here. */
  buy(place: number): Promise<void> {
    return this.#press(() => this.#backend.frontBuy(place));
  }

  /** What the member does about the sale that is shown. */
  sell(sale: number, choice: SaleChoice): Promise<void> {
    return this.#press(() => this.#backend.frontSale(sale, choice));
  }

  /** Somebody wants to become a member, or a trial session. */
  join(aim: SignUpAim): Promise<void> {
    return this.#press(() => this.#backend.frontBeginSignUp(aim));
  }

  dispose(): void {
    this.speech.end();
    this.signUp?.forget();
    this.dimming.dispose();
    clearTimeout(this.#knock);
    clearTimeout(this.#settle);
    clearTimeout(this.#moment);
    this.absence.watch(false);
  }

  /** Shows a screen in the language it is to be read in. */
  #turn(screen: Screen): void {
    const own = this.#ownLanguage(screen);
    if (own === null) this.#show(screen);
    else this.#speak(own, () => this.#show(screen));
  }

  #show(screen: Screen): void {
    this.#settled();
    this.silent = false;
    if (screen.screen === 'verdict') {
      // The last arrival only, for `cargo xtask bench`: marks are kept for as long as the page lives.
      performance.clearMarks('verdict');
      performance.mark('verdict');
    }
    if (screen.screen === 'sale' && screen.step.startsWith('choose')) {
      performance.clearMarks('choice');
      performance.mark('choice');
    }
    if (screen.screen === 'signUp') this.#signUp(screen.signUp).receive(screen);
    // A card that is held up meanwhile takes nobody's form away.
    else if (screen.screen !== 'busy' && screen.screen !== 'verdict') this.#forgetSignUp();
    const before = this.screen.screen;
    this.screen = screen;
    this.dimming.shows(screen);
    if (screen.screen === 'idle') this.#idle(screen);
    else this.pinning = false;
    if (screen.screen !== 'idle') this.absence.watch(false);
    else if (before !== 'idle') this.#present();
  }

  /** The language to change to before a screen is shown: a member's own, or the studio's once they have gone. */
  #ownLanguage(screen: Screen): Locale | null {
    const home = nearest(this.studio.language);
    const told = screen.screen === 'verdict' ? screen.language : undefined;
    const own = told === undefined ? null : spokenFor(told);
    const chosen = locale.current !== home && !this.#guest;
    if (own !== null && !chosen && own !== locale.current) {
      this.#guest = own !== home;
      return own;
    }
    // Whoever is next to be answered, or nobody: not in the language of the one before.
    const over =
      screen.screen === 'idle' || screen.screen === 'busy' || (screen.screen === 'verdict' && own === null);
    if (!this.#guest || !over) return null;
    this.#guest = false;
    return home === locale.current ? null : home;
  }

  /** Shows a language, then what goes with it, then what the desk has told since. */
  #speak(next: Locale, then: () => void = () => undefined): void {
    if (ready(next)) {
      void speak(next);
      then();
      return;
    }
    this.#held ??= [];
    const go = () => {
      const told = this.#held ?? [];
      this.#held = null;
      then();
      told.forEach((one) => this.receive(one));
    };
    // A language that cannot be read is one fault; a screen that stands still would be another.
    speak(next).then(go, go);
  }

  #signUp(number: number): SignUp {
    if (this.signUp?.number === number) return this.signUp;
    this.signUp?.forget();
    this.signUp = new SignUp(number, this.#backend);
    return this.signUp;
  }

  #forgetSignUp(): void {
    this.signUp?.forget();
    this.signUp = null;
  }

  /** One press at a time, until the screen changes: nobody buys twice because a finger trembled. */
  async #press(send: () => Promise<void>): Promise<void> {
    if (this.pressed) return;
    this.pressed = true;
    this.silent = false;
    this.#settle = setTimeout(() => this.#settled(), SETTLE_MS);
    try {
      await send();
    } catch {
      this.#settled();
      this.silent = true;
    }
  }

  #settled(): void {
    clearTimeout(this.#settle);
    this.pressed = false;
  }

  #idle({ pin, typed, camera }: IdleView): void {
    this.typed = typed;
    this.camera = camera;
    this.pinWaitUntil = pin.state === 'waiting' ? Date.now() + pin.seconds * 1000 : null;
    if (pin.state === 'none') this.pinning = false;
  }

  #tell(language: Locale): void {
    const regional = nearest(this.studio.language) === language ? this.studio.language : language;
    this.#backend.frontLanguage(regional).catch(() => undefined);
  }
}
