import { cleanup, fireEvent, render, screen } from '@testing-library/svelte';
import { tick } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type {
  Connected,
  DeviceChoice,
  NumberProof,
  PlaceView,
  PortChoice,
  PortHint,
  SetupView,
  TapProof,
  TypedBurst,
} from '$/lib/backend/bindings';
import { speak } from '$/lib/i18n/locale.svelte';
import { settled } from '$/lib/state/places';
import { likeliest, mayGoOn, mayLearn, possible } from '$/lib/state/reader-choice';
import FrontWindow from '$/views/FrontWindow.svelte';
import { union } from './contract';
import { desk, setupView } from './support';

const text = (id: string) => screen.getByTestId(id).textContent?.replace(/\s+/g, ' ').trim();
const press = (id: string) => fireEvent.click(screen.getByTestId(id));
const pressed = (id: string) => screen.getByTestId(id).getAttribute('aria-pressed') === 'true';
const isDisabled = (id: string) => screen.getByTestId<HTMLButtonElement>(id).disabled;
const submit = (id: string) => fireEvent.submit(screen.getByTestId(id).closest('form') as HTMLFormElement);

const port = (path: string, hint: PortHint, takenBy: string | null = null): PortChoice => ({
  path,
  label: path,
  hint,
  takenBy,
});
const adapter: PortHint = { kind: 'adapter', chip: 'FT232' };
const twn4: PortHint = { kind: 'reader', name: 'TWN4', asked: 'twn4Simple' };
const everything: Connected = {
  ...setupView.connected,
  ports: [
    port('/dev/ttyACM0', twn4),
    port('/dev/ttyUSB0', adapter, 'Ausgang'),
    port('/dev/ttyUSB1', { kind: 'relay', chip: 'CH340' }),
    port('/dev/ttyUSB2', { kind: 'refused', family: 'ufr' }),
  ],
  contactless: [
    { name: 'ACR122U', takenBy: null },
    { name: 'OMNIKEY', takenBy: 'Ausgang' },
  ],
};
const read = (number: NumberProof, certain = true): TapProof => ({
  state: 'read',
  seen: { kind: 'checked', digits: 10 },
  certain,
  number,
});

beforeEach(() => speak('de'));
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

async function asked(view: Partial<SetupView>) {
  const played = desk();
  render(FrontWindow, { backend: played.backend });
  played.says({});
  const shows = async (next: Partial<SetupView>) => {
    played.shows({ screen: 'setup', ...setupView, ...next });
    await tick();
  };
  await shows(view);
  return { ...played, next: shows };
}

describe('the list of readers', () => {
  it('finds a reader out by itself unless somebody says otherwise', async () => {
    const { backend } = await asked({ step: 'reader', connected: everything });
    await press('setup-reader-serial-2');
    expect(text('setup-reader-serial-2')).toContain('Relais einer Tür');
    expect(pressed('setup-how-find-out')).toBe(true);
    expect(screen.queryByTestId('setup-how-suggested')).toBeNull();
    expect(screen.queryByTestId('setup-baud')).toBeNull();
    await submit('setup-next');
    expect(backend.setupReader).toHaveBeenCalledWith({
      kind: 'serial',
      port: '/dev/ttyUSB1',
      how: { by: 'findingOut' },
    });
  });

  it('sets the usual speed of a family, and warns of one that is written to', async () => {
    const { backend } = await asked({ step: 'reader', connected: everything });
    await press('setup-reader-serial-2');
    await press('setup-how-family');
    for (const kind of union('ReaderFraming'))
      expect(screen.getByTestId(`setup-framing-${kind}`)).toBeTruthy();
    await press('setup-framing-gap');
    expect(screen.getByTestId<HTMLSelectElement>('setup-baud').value).toBe('19200');
    expect(screen.queryByTestId('setup-asked-warning')).toBeNull();
    await press('setup-framing-gat5250b');
    expect(text('setup-framing-gat5250b')).toContain('Versuch');
    expect(text('setup-asked-warning')).toContain('Relais einer Tür');
    await press('setup-framing-line');
    await fireEvent.change(screen.getByTestId('setup-baud'), { target: { value: '115200' } });
    await submit('setup-next');
    expect(backend.setupReader).toHaveBeenCalledWith({
      kind: 'serial',
      port: '/dev/ttyUSB1',
      how: { by: 'family', framing: 'line', baud: 115200 },
    });
  });

  it('says of every reader it refuses what to set, and does not let it be chosen', async () => {
    await asked({ step: 'reader', connected: everything });
    await press('setup-reader-serial-2');
    await press('setup-how-family');
    for (const kind of union('RefusedReader')) {
      expect(text(`setup-refused-${kind}`)).toContain('auf Tastatur- oder Zeilenausgabe');
      expect(screen.getByTestId(`setup-refused-${kind}`).querySelector('button')).toBeNull();
    }
    expect(text('setup-reader-serial-3')).toContain('auf Tastatur- oder Zeilenausgabe');
  });

  it('offers to talk to a reader that may stay silent', async () => {
    const { backend } = await asked({ step: 'reader', connected: everything });
    await press('setup-reader-serial-0');
    await press('setup-how-suggested');
    expect(pressed('setup-how-suggested')).toBe(true);
    expect(screen.queryByTestId('setup-framing-line')).toBeNull();
    await submit('setup-next');
    expect(backend.setupReader).toHaveBeenCalledWith({
      kind: 'serial',
      port: '/dev/ttyACM0',
      how: { by: 'family', framing: 'twn4Simple', baud: 9600 },
    });
    await press('setup-how-family');
    expect(pressed('setup-framing-twn4Simple')).toBe(true);
    await press('setup-reader-serial-2');
    expect(pressed('setup-how-find-out')).toBe(true);
  });

  it('does not give a reader to two devices', async () => {
    const { backend, next } = await asked({ step: 'reader', connected: everything });
    await press('setup-reader-serial-1');
    expect(pressed('setup-reader-serial-1')).toBe(false);
    expect(text('setup-reader-serial-1')).toContain('Liest schon für „Ausgang“');
    await press('setup-reader-contactless-1');
    expect(pressed('setup-reader-contactless-1')).toBe(false);
    await submit('setup-next');
    expect(backend.setupReader).not.toHaveBeenCalled();
    expect(screen.getByRole('alert').textContent).toContain('Bitte wählen Sie zuerst einen Leser');
    await press('setup-reader-contactless-0');
    await press('setup-reader-contactless-1');
    expect(pressed('setup-reader-contactless-0')).toBe(true);
    await next({ step: 'reader', connected: { ...everything, keyboard: false, pinPad: false } });
    await press('setup-reader-keyboard');
    await press('setup-reader-pin-pad');
    expect(pressed('setup-reader-keyboard') || pressed('setup-reader-pin-pad')).toBe(false);
  });

  it.each([
    ['setup-reader-contactless-0', { kind: 'contactless', name: 'ACR122U' }],
    ['setup-reader-keyboard', { kind: 'keyboard' }],
    ['setup-reader-pin-pad', { kind: 'pinPad' }],
  ])('takes %s', async (id, choice) => {
    const { backend } = await asked({ step: 'reader', connected: everything });
    await press(id);
    expect(screen.queryByTestId('setup-how-find-out')).toBeNull();
    await submit('setup-next');
    expect(backend.setupReader).toHaveBeenCalledWith(choice);
  });

  it('takes a port that is not in the list', async () => {
    const { backend } = await asked({ step: 'reader' });
    await press('setup-port-other');
    await submit('setup-next');
    expect(backend.setupReader).not.toHaveBeenCalled();
    expect(screen.getByRole('alert').textContent).toContain('/dev/ttyUSB0');
    await fireEvent.input(screen.getByTestId('setup-port-path'), { target: { value: ' /dev/pts/3 ' } });
    await submit('setup-next');
    expect(backend.setupReader).toHaveBeenCalledWith({
      kind: 'serial',
      port: '/dev/pts/3',
      how: { by: 'findingOut' },
    });
  });

  it('says what to do when the card service does not run', async () => {
    await asked({ step: 'reader', connected: { ...everything, contactless: [], cardService: false } });
    expect(text('setup-card-service')).toContain('„pcscd“');
  });

  it('chooses beforehand only what can be meant', () => {
    const of = (ports: PortChoice[], contactless: Connected['contactless'] = []) =>
      likeliest({ ...everything, ports, contactless });
    const one = port('COM3', adapter);
    expect(of([])).toBeNull();
    expect(of([one])).toEqual({ kind: 'serial', port: 'COM3' });
    expect(of([one, port('COM4', adapter)])).toBeNull();
    expect(of([one, port('COM4', twn4)])).toEqual({ kind: 'serial', port: 'COM4' });
    expect(of([one], [{ name: 'ACR122U', takenBy: null }])).toEqual({ kind: 'contactless', name: 'ACR122U' });
    expect(of([port('COM4', twn4)], [{ name: 'ACR122U', takenBy: null }])).toBeNull();
    expect(of([port('COM3', adapter, 'Ausgang')])).toBeNull();
    expect(of([port('COM3', { kind: 'refused', family: 'ufr' })])).toBeNull();
  });

  it('forgets what was chosen and then pulled out', () => {
    const picked = { kind: 'serial', port: '/dev/ttyACM0' } as const;
    expect(possible(picked, everything)).toBe(true);
    expect(possible(picked, { ...everything, ports: [] })).toBe(false);
    expect(possible({ kind: 'serial', port: '/dev/ttyUSB0' }, everything)).toBe(false);
    expect(possible({ kind: 'contactless', name: 'OMNIKEY' }, everything)).toBe(false);
  });
});

describe('the trial', () => {
  it('says what to do until a card was read', async () => {
    const { next } = await asked({ step: 'tap', tap: { state: 'listening' } });
    const state = screen.getByTestId('setup-tap-state');
    expect(state.dataset.state).toBe('listening');
    expect(state.dataset.number).toBeUndefined();
    expect(isDisabled('setup-next')).toBe(true);
    await next({ step: 'tap', tap: { state: 'noise', baud: 19200 } });
    expect(text('setup-tap-state')).toContain('19200 Baud');
    await next({ step: 'tap', tap: { state: 'garbled', reason: 'shortened' } });
    expect(text('setup-tap-state')).toContain('176,42493');
    expect(isDisabled('setup-next')).toBe(true);
    await next({ step: 'tap', tap: read({ state: 'confirmed' }) });
    expect(state.dataset.number).toBe('confirmed');
    expect(text('setup-tap-state')).toContain('10 Hexadezimalziffern mit richtiger Prüfsumme');
    expect(screen.queryByTestId('setup-number')).toBeNull();
    expect(isDisabled('setup-next')).toBe(false);
  });

  it('learns the form from a typed number, which stays with its card', async () => {
    const { backend, next } = await asked({
      step: 'tap',
      tap: read({ state: 'assumed', why: 'unknownCard' }, false),
    });
    expect(isDisabled('setup-next')).toBe(true);
    expect(text('setup-number-uncertain')).toContain('kann Zufall sein');
    expect(isDisabled('setup-number-learn')).toBe(true);
    await fireEvent.input(screen.getByTestId('setup-number'), { target: { value: ' 0004340098557 ' } });
    await submit('setup-number');
    expect(backend.setupNumber).toHaveBeenCalledWith('0004340098557');
    expect(backend.setupTap).not.toHaveBeenCalled();
    await next({ step: 'tap', tap: read({ state: 'notLearned', why: 'otherCard' }, false) });
    expect(text('setup-tap-state')).toContain('Nummer einer anderen Karte');
    expect(screen.getByTestId<HTMLInputElement>('setup-number').value).not.toBe('');
    await next({ step: 'tap', tap: read({ state: 'asking' }, false) });
    await next({ step: 'tap', tap: read({ state: 'assumed', why: 'noAnswer' }, false) });
    expect(screen.getByTestId<HTMLInputElement>('setup-number').value).toBe('');
    await next({ step: 'tap', tap: read({ state: 'learned' }, false) });
    await submit('setup-next');
    expect(backend.setupTap).toHaveBeenCalledWith(true);
  });

  it('goes on with what is certain, or proven by a card whose number is known', () => {
    const assumed: NumberProof = { state: 'assumed', why: 'mayNotAsk' };
    expect(mayGoOn({ state: 'listening' })).toBe(false);
    expect(mayGoOn(read(assumed))).toBe(true);
    expect(mayGoOn(read(assumed, false))).toBe(false);
    expect(mayGoOn(read({ state: 'asking' }))).toBe(false);
    expect(mayGoOn(read({ state: 'confirmed' }, false))).toBe(true);
    expect(mayGoOn(read({ state: 'learned' }, false))).toBe(true);
    expect(mayGoOn(read({ state: 'notANumber' }))).toBe(true);
    expect(mayGoOn(read({ state: 'notANumber' }, false))).toBe(false);
    expect([assumed, { state: 'learned' } as const].map((number) => mayLearn(read(number)))).toEqual([
      true,
      false,
    ]);
  });

  /** Presses and lifts a key like a web view: what nobody prevents is written into the field. */
  function strike(target: Element, key: string) {
    const code = key === 'Enter' ? key : `Digit${key}`;
    const event = new KeyboardEvent('keydown', { key, code, bubbles: true, cancelable: true });
    // happy-dom answers this as nobody else does.
    event.getModifierState = () => false;
    Object.defineProperty(event, 'timeStamp', { value: performance.now() });
    if (target.dispatchEvent(event) && target instanceof HTMLInputElement && key.length === 1)
      target.value += key;
    target.dispatchEvent(new KeyboardEvent('keyup', { key, code, bubbles: true }));
  }
  const scan = (target: Element, digits: string) => {
    for (const key of [...digits, 'Enter']) strike(target, key);
  };
  const texts = (calls: unknown) =>
    (calls as [TypedBurst][]).map(([{ strokes }]) => strokes.map(({ key }) => key).join(''));

  it('listens to a reader that types, and keeps it out of the number', async () => {
    const { backend, next } = await asked({ step: 'reader' });
    await press('setup-reader-keyboard');
    scan(document.body, '123456');
    expect(backend.setupTyped).not.toHaveBeenCalled();
    await submit('setup-next');
    await next({ step: 'tap', tap: { state: 'listening' } });
    scan(document.body, '4340098557');
    await next({ step: 'tap', tap: read({ state: 'assumed', why: 'unknownCard' }, false) });
    const field = screen.getByTestId<HTMLInputElement>('setup-number');
    field.focus();
    scan(field, '0045131261');
    expect(texts(backend.setupTyped.mock.calls)).toEqual(['4340098557', '0045131261']);
    expect(field.value).toBe('');
    expect(backend.setupNumber).not.toHaveBeenCalled();
    expect(backend.setupTap).not.toHaveBeenCalled();
    await next({ step: 'offline' });
    scan(document.body, '123456');
    expect(backend.setupTyped).toHaveBeenCalledTimes(2);
  });

  it('takes a person at the number for a person', async () => {
    vi.useFakeTimers();
    const { backend, next } = await asked({ step: 'reader' });
    await press('setup-reader-keyboard');
    await submit('setup-next');
    await next({ step: 'tap', tap: read({ state: 'assumed', why: 'unknownCard' }, false) });
    const field = screen.getByTestId<HTMLInputElement>('setup-number');
    field.focus();
    for (const key of '43400985') {
      strike(field, key);
      await vi.advanceTimersByTimeAsync(150);
    }
    expect(field.value).toBe('43400985');
    expect(backend.setupTyped).not.toHaveBeenCalled();
  });

  it('leaves the keyboard alone when another kind of reader is tried', async () => {
    const { backend, next } = await asked({ step: 'reader', connected: everything });
    await press('setup-reader-contactless-0');
    await submit('setup-next');
    await next({ step: 'tap', tap: { state: 'listening' } });
    scan(document.body, '4340098557');
    expect(backend.setupTyped).not.toHaveBeenCalled();
  });
});

describe('several devices on one desk', () => {
  const device = (id: string, name: string, activated: boolean): DeviceChoice => ({
    id,
    name,
    model: 'cardReader',
    active: false,
    activated,
  });
  const place = (name: string): PlaceView => ({
    device: name,
    reader: { kind: 'keyboard' },
    offline: 'refuse',
  });

  it('does not offer a device again that has its reader', async () => {
    const places = [place('Eingang')];
    const devices = [device('1', 'Eingang', true), device('2', 'Ausgang', false)];
    const { backend, next } = await asked({ step: 'devices', devices, places });
    expect(text('setup-device-1')).toContain('Schon an diesem Computer eingerichtet');
    expect(screen.getByTestId('setup-device-1').querySelector('input')?.disabled).toBe(true);
    await submit('setup-next');
    expect(backend.setupDevice).toHaveBeenCalledWith('2');
    await next({ step: 'devices', devices: devices.slice(0, 1), places });
    expect(isDisabled('setup-next')).toBe(true);
    expect(text('setup-device-none-left')).toContain('legen Sie dort ein Gerät an');
  });

  it('tells the device that is being set up from those that are', () => {
    const [first, second, third] = [
      device('1', 'Eingang', true),
      device('2', 'Ausgang', true),
      device('3', 'Eingang', true),
    ];
    const of = (devices: DeviceChoice[], ...names: string[]) => [
      ...settled({ devices, places: names.map(place) }),
    ];
    expect(of([first, second], 'Eingang')).toEqual(['1']);
    expect(of([first, second], 'Eingang', 'Ausgang')).toEqual(['1', '2']);
    // The desk numbers what has the same name.
    expect(of([first, third], 'Eingang', 'Eingang 2')).toEqual(['1', '3']);
    expect(of([first, { ...third, activated: false }], 'Eingang')).toEqual(['1']);
    expect(of([first, third], 'Eingang')).toEqual([]);
  });

  it('lists what is set up and asks for more', async () => {
    const { backend } = await asked({
      step: 'more',
      places: [
        { device: 'Eingang', reader: { kind: 'serial', port: 'COM3' }, offline: 'directory' },
        { device: 'Ausgang', reader: { kind: 'pinPad' }, offline: 'refuse' },
      ],
    });
    expect(text('setup-place-0')).toBe(
      'Eingang Leser Anschluss COM3 Ohne Netz Wer in der Mitgliederliste steht',
    );
    expect(text('setup-place-1')).toContain('PIN-Feld auf dem Bildschirm');
    await press('setup-more-another');
    expect(backend.setupMore).toHaveBeenLastCalledWith(true);
    await submit('setup-more-done');
    expect(backend.setupMore).toHaveBeenLastCalledWith(false);
  });
});
