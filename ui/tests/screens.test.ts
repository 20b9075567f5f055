import { cleanup, fireEvent, render, screen } from '@testing-library/svelte';
import { tick } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { SetupView, TypedBurst, VerdictView } from '$/lib/backend/bindings';
import { speak } from '$/lib/i18n/locale.svelte';
import { faceOf } from '$/lib/words/verdict';
import FrontWindow from '$/views/FrontWindow.svelte';
import VerdictScreen from '$/views/verdict/VerdictScreen.svelte';
import { desk, idleView, setupView } from './support';

const text = (id: string) => screen.getByTestId(id).textContent?.replace(/\s+/g, ' ').trim();
const morning = new Date(2026, 10, 23, 8, 30);

beforeEach(() => speak('de'));
afterEach(() => cleanup());

function opened() {
  const played = desk();
  render(FrontWindow, { backend: played.backend });
  played.says({});
  return played;
}

describe('verdicts', () => {
  const cases: [VerdictView, string][] = [
    [{ verdict: 'welcome', firstName: 'Anna', birthday: false }, 'Guten Morgen, Anna!'],
    [{ verdict: 'refused', message: 'Vertrag ruht.' }, 'Vertrag ruht.'],
    [{ verdict: 'refused', message: null }, 'Mit dieser Karte ist der Eintritt gerade nicht möglich.'],
    [
      { verdict: 'unconfirmed', reason: 'noAnswer', firstName: null },
      'Wir wissen nicht, ob dein Check-in angekommen ist.',
    ],
    [{ verdict: 'unreadable', reason: 'blank' }, 'Diese Karte ist noch leer.'],
    [{ verdict: 'already', atMs: new Date(2026, 10, 23, 9, 2).getTime() }, 'Schon eingecheckt um 09:02'],
    [{ verdict: 'attention', reason: 'noConnection' }, 'Wir erreichen unser System gerade nicht.'],
  ];

  it.each(cases)('%j', (verdict, message) => {
    render(VerdictScreen, { verdict, formatTag: 'de-DE', now: morning });
    const shown = screen.getByTestId('verdict');
    expect(shown.dataset.verdict).toBe(verdict.verdict);
    expect(shown.dataset.reason).toBe('reason' in verdict ? verdict.reason : undefined);
    expect(text('verdict-message')).toBe(message);
    expect(shown.querySelector('.sign')?.childElementCount).toBeGreaterThan(0);
  });

  it('lets in with a name and without one, and leaves nothing for the team to do', () => {
    const verdict = { verdict: 'unconfirmed', reason: 'letIn', firstName: 'Anna' } as const;
    const { unmount } = render(VerdictScreen, { verdict, formatTag: 'de-DE', now: morning });
    const shown = screen.getByTestId('verdict');
    expect([shown.dataset.tone, shown.dataset.reason]).toEqual(['letIn', 'letIn']);
    expect(text('verdict-message')).toBe('Willkommen, Anna!');
    expect(text('verdict-hint')).toBe('Komm rein – deinen Check-in tragen wir nach.');
    expect(shown.textContent).not.toContain('Für das Team');
    unmount();
    render(VerdictScreen, { verdict: { ...verdict, firstName: ' ' }, formatTag: 'de-DE', now: morning });
    expect(text('verdict-message')).toBe('Willkommen!');
  });

  it('has a sign of its own for each', () => {
    const verdicts: VerdictView[] = [
      ...cases.map(([verdict]) => verdict),
      { verdict: 'unconfirmed', reason: 'letIn', firstName: null },
    ];
    const signs = new Map<string, string>();
    for (const verdict of verdicts) {
      const { container, unmount } = render(VerdictScreen, { verdict, formatTag: 'de-DE', now: morning });
      signs.set(faceOf(verdict), container.querySelector('.sign')?.innerHTML ?? '');
      unmount();
    }
    expect(signs.size).toBe(7);
    expect(new Set(signs.values()).size).toBe(7);
  });

  it('congratulates', () => {
    render(VerdictScreen, {
      verdict: { verdict: 'welcome', firstName: 'Jo', birthday: true },
      formatTag: 'de-DE',
      now: morning,
    });
    expect(text('verdict-hint')).toBe('Alles Gute zum Geburtstag!');
  });

  it('takes a late name into the same screen and a new tap into a new one', async () => {
    const { shows } = opened();
    const welcome = { screen: 'verdict', shownForMs: 3000, verdict: 'welcome', birthday: false } as const;
    shows({ ...welcome, tap: 7, firstName: null });
    await tick();
    const first = screen.getByTestId('verdict');
    expect(text('verdict-name')).toBe('willkommen!');
    shows({ ...welcome, tap: 7, firstName: 'Anna' });
    await tick();
    expect(screen.getByTestId('verdict')).toBe(first);
    expect(text('verdict-name')).toBe('Anna!');
    shows({ ...welcome, tap: 8, firstName: 'Anna' });
    await tick();
    expect(screen.getByTestId('verdict')).not.toBe(first);
  });

  it('is announced', async () => {
    const { shows } = opened();
    shows({ screen: 'busy', tap: 1 });
    await vi.waitFor(() => expect(text('announcement')).toBe('Einen Moment'));
    shows({ screen: 'verdict', tap: 1, shownForMs: 1, verdict: 'refused', message: 'Vertrag ruht.' });
    await tick();
    expect(text('announcement')).toContain('Vertrag ruht.');
  });
});

describe('front', () => {
  it('shows idle, busy and out of order under their names', async () => {
    const { shows } = opened();
    shows({ screen: 'idle', ...idleView });
    await tick();
    expect(screen.getByTestId('screen-idle')).toBeTruthy();
    expect(screen.queryByTestId('desk-notice')).toBeNull();
    shows({ screen: 'idle', ...idleView, notice: 'noConnection' });
    await tick();
    expect(text('desk-notice')).toContain('Wir erreichen unser System gerade nicht.');
    expect(screen.queryByTestId('idle-team')).toBeNull();
    shows({ screen: 'idle', ...idleView, team: true });
    await tick();
    expect(text('idle-team')).toBe('Für das Team liegt etwas bereit.');
    shows({ screen: 'busy', tap: 1 });
    expect(await screen.findByTestId('screen-busy')).toBeTruthy();
    shows({ screen: 'outOfOrder', reason: 'readerGone' });
    await tick();
    expect(screen.getByTestId('screen-out-of-order').dataset.reason).toBe('readerGone');
  });

  it('speaks the language a member picks, at once and in lang', async () => {
    const { shows, backend } = opened();
    shows({ screen: 'idle', ...idleView });
    await tick();
    await fireEvent.click(screen.getByTestId('language-en'));
    expect(screen.getByTestId('screen-idle').textContent).toContain('Hold your card to the reader');
    expect(document.documentElement.lang).toBe('en');
    expect(backend.frontLanguage).toHaveBeenCalledWith('en');
  });

  it('raises the contrast for one member', async () => {
    const { shows } = opened();
    shows({ screen: 'idle', ...idleView });
    await tick();
    await fireEvent.click(screen.getByTestId('contrast-toggle'));
    expect(document.documentElement.dataset.contrast).toBe('more');
    await fireEvent.click(screen.getByTestId('contrast-toggle'));
    expect(document.documentElement.dataset.contrast).toBeUndefined();
  });

  it('says on every screen that practice is not real', async () => {
    const { says, shows } = opened();
    shows({ screen: 'busy', tap: 1 });
    await tick();
    expect(screen.queryByTestId('practice-ribbon')).toBeNull();
    says({ practice: true });
    await tick();
    expect(text('practice-ribbon')).toBe('Übung – nichts ist echt');
  });
});

describe('a reader that types', () => {
  const scan = async (text: string) => {
    for (const key of [...text, 'Enter']) {
      const code = key === 'Enter' ? key : `Digit${key}`;
      await fireEvent.keyDown(document.body, { key, code });
      await fireEvent.keyUp(document.body, { key, code });
    }
  };

  it('is listened to on every screen once the desk says that there is one', async () => {
    const { shows, backend } = opened();
    shows({ screen: 'idle', ...idleView });
    await tick();
    await scan('471147');
    expect(backend.frontTyped).not.toHaveBeenCalled();
    shows({ screen: 'idle', ...idleView, typed: true });
    await tick();
    await scan('471147');
    shows({ screen: 'busy', tap: 1 });
    await tick();
    await scan('123');
    shows({ screen: 'verdict', tap: 1, shownForMs: 1, verdict: 'refused', message: null });
    await tick();
    await scan('456');
    const typed = backend.frontTyped.mock.calls as unknown as [TypedBurst][];
    const texts = typed.map(([{ strokes }]) => strokes.map(({ key }) => key).join(''));
    expect(texts).toEqual(['471147', '123', '456']);
    shows({ screen: 'setup', ...setupView });
    await tick();
    await scan('789');
    expect(backend.frontTyped).toHaveBeenCalledTimes(3);
  });
});

describe('set-up', () => {
  async function asked(view: Partial<SetupView>) {
    const played = opened();
    played.shows({ screen: 'setup', ...setupView, ...view });
    await tick();
    return played;
  }

  it('hands the account over once, takes the tenant out of an address and drops the key', async () => {
    const { backend, shows } = await asked({});
    const tenant = screen.getByTestId<HTMLInputElement>('setup-tenant');
    const key = screen.getByTestId<HTMLInputElement>('setup-api-key');
    await fireEvent.input(tenant, { target: { value: 'https://example.open-api.magicline.com/' } });
    await fireEvent.input(key, { target: { value: ' secret ' } });
    await fireEvent.submit(tenant.form as HTMLFormElement);
    expect(backend.setupAccount).toHaveBeenCalledWith({ tenant: 'example', apiKey: 'secret' });
    expect(key.type).toBe('password');
    shows({ screen: 'setup', ...setupView, step: 'studio' });
    await tick();
    shows({ screen: 'setup', ...setupView, keyStored: true });
    await tick();
    expect(screen.getByTestId<HTMLInputElement>('setup-api-key').value).toBe('');
  });

  it('asks for the key again only when it is the key that was wrong', async () => {
    const { shows } = await asked({});
    const key = screen.getByTestId<HTMLInputElement>('setup-api-key');
    await fireEvent.input(key, { target: { value: 'secret' } });
    await fireEvent.submit(key.form as HTMLFormElement);
    for (const problem of [
      { code: 'tenantInvalid' },
      { code: 'addressUnreachable', host: 'example' },
      { code: 'clockWrong', minutes_ahead: 9 },
      { code: 'rightMissing', rights: ['DEVICE_WRITE'] },
    ] as const) {
      shows({ screen: 'setup', ...setupView, problem: { ...problem } as SetupView['problem'] });
      await tick();
      expect(key.value, problem.code).toBe('secret');
    }
    shows({ screen: 'setup', ...setupView, problem: { code: 'keyRefused' } });
    await tick();
    expect(key.value).toBe('');
  });

  it('names missing rights with their constants', async () => {
    await asked({ problem: { code: 'rightMissing', rights: ['DEVICE_WRITE'] } });
    expect(screen.getByTestId('setup-error').dataset.code).toBe('rightMissing');
    expect(text('setup-error')).toContain('DEVICE_WRITE Geräte aktivieren');
  });

  it('warns before it takes a device over', async () => {
    const { backend } = await asked({
      step: 'devices',
      devices: [
        { id: '9007199254740993', name: 'Eingang', model: 'cardReader', active: true, activated: false },
      ],
    });
    const device = screen.getByTestId('setup-device-9007199254740993');
    expect(device.textContent).toContain('Schon anderswo aktiv');
    await fireEvent.click(device.querySelector('input') as HTMLInputElement);
    expect(text('setup-next')).toBe('Hierher übernehmen');
    await fireEvent.submit(device.closest('form') as HTMLFormElement);
    expect(backend.setupDevice).toHaveBeenCalledWith('9007199254740993');
  });

  it('offers the member list for times without a connection only to a key that may read it', async () => {
    const { backend, shows } = await asked({ step: 'offline' });
    const pressed = () => document.querySelector('[aria-pressed="true"][data-testid^="setup-offline"]');
    const form = screen.getByTestId('setup-next').closest('form') as HTMLFormElement;
    expect(pressed()).toBe(screen.getByTestId('setup-offline-directory'));
    await fireEvent.submit(form);
    expect(backend.setupOffline).toHaveBeenLastCalledWith('directory');
    shows({ screen: 'setup', ...setupView, step: 'offline', listReadable: false });
    await tick();
    await fireEvent.click(screen.getByTestId('setup-offline-directory'));
    expect(pressed()).toBe(screen.getByTestId('setup-offline-refuse'));
    expect(screen.getByTestId('setup-offline-directory').textContent).toContain('fehlt dem API-Schlüssel');
    await fireEvent.click(screen.getByTestId('setup-offline-everybody'));
    await fireEvent.submit(form);
    expect(backend.setupOffline).toHaveBeenLastCalledWith('everybody');
  });
});
