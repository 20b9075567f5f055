import { cleanup, fireEvent, render, screen } from '@testing-library/svelte';
import { encode } from 'uqr';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import QrCode from '$/components/QrCode.svelte';
import Steps from '$/components/Steps.svelte';
import { speak } from '$/lib/i18n/locale.svelte';

beforeEach(() => speak('de'));
afterEach(cleanup);

describe('a QR code', () => {
  const shown = (text: string) => {
    render(QrCode, { text, what: 'deinen Vertrag', testid: 'code' });
    return screen.getByTestId('code');
  };
  /** The modules that the path makes dark. */
  function modules(path: string): Set<string> {
    const dark = new Set<string>();
    for (const [, x, y, run] of path.matchAll(/M(\d+) (\d+)h(\d+)v1H\d+Z/g))
      for (let at = 0; at < Number(run); at += 1) dark.add(`${Number(x) + at} ${y}`);
    return dark;
  }

  it.each(['https://mein.studio-lindenhof.example/kuendigen', 'x', 'Grüße 語'.repeat(20)])('%s', (text) => {
    const code = shown(text);
    const size = Number(code.getAttribute('viewBox')?.split(' ')[2]);
    const dark = modules(code.querySelector('path')?.getAttribute('d') ?? '');
    const { data } = encode(text, { ecc: 'M', border: 0 });
    // Four modules of nothing on each side, as the standard has it, and the code in the middle.
    expect(size).toBe(data.length + 8);
    const wanted = data.flatMap((row, y) => row.flatMap((on, x) => (on ? [`${x + 4} ${y + 4}`] : [])));
    expect([...dark].sort()).toEqual(wanted.sort());
  });

  it('has a name, and is dark on white whatever the screen looks like', () => {
    const code = shown('x');
    expect(screen.getByRole('img', { name: 'QR-Code für deinen Vertrag' })).toBe(code);
    expect(code.querySelector('rect')?.getAttribute('fill')).toBe('#ffffff');
    expect(code.querySelector('path')?.getAttribute('fill')).toBe('#000000');
  });

  it('says so when there is too much to put into one', () => {
    expect(shown('x'.repeat(5000)).textContent).toBe('Das ist zu lang für einen QR-Code.');
  });
});

describe('how far a sign-up is', () => {
  const steps = ['Angebot', 'Über dich', 'Zahlung', 'Prüfen'].map((name, at) => ({
    id: `s${at}`,
    name,
    reachable: at !== 1,
  }));

  it('is said, and marked', () => {
    render(Steps, { steps, current: 's2', go: vi.fn() });
    expect(screen.getByTestId('steps-now').textContent).toBe('Schritt 3 von 4: Zahlung');
    const marked = [...document.querySelectorAll('li')].map((item) => item.getAttribute('aria-current'));
    expect(marked).toEqual([null, null, 'step', null]);
  });

  it('leads back to what is done and open, and nowhere else', async () => {
    const go = vi.fn();
    render(Steps, { steps, current: 's2', go });
    const buttons = screen.getAllByRole('button');
    expect(buttons.map((button) => button.getAttribute('aria-label'))).toEqual(['Zurück zu „Angebot“']);
    await fireEvent.click(buttons[0] as HTMLElement);
    expect(go.mock.calls).toEqual([['s0']]);
  });
});
