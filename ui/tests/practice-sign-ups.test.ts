import { cleanup, fireEvent, render, screen, within } from '@testing-library/svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { PracticeView } from '$/lib/backend/bindings';
import { practiceStart, signUpWished } from '$/lib/backend/fake-practice';
import { speak } from '$/lib/i18n/locale.svelte';
import { payment } from '$/lib/words/practice';
import PracticeWindow from '$/views/practice/PracticeWindow.svelte';
import { desk } from './support';

beforeEach(() => {
  vi.stubGlobal('navigator', { ...navigator, language: 'de-DE' });
  speak('de');
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

async function opened(change: Partial<PracticeView> = {}) {
  const { backend } = desk();
  const attach = async (listener: (view: PracticeView) => void) =>
    listener({ ...practiceStart(), ...change });
  render(PracticeWindow, { backend: { ...backend, practiceAttach: attach } });
  await fireEvent.click(await screen.findByTestId('practice-page-signUps'));
  return backend;
}

const text = (testid: string) => screen.getByTestId(testid).textContent?.replace(/\s+/g, ' ') ?? '';

describe('the trainer’s page about signing up', () => {
  it('stands beside what is connected, one at a time', async () => {
    await opened();
    expect(screen.queryByTestId('practice-machine')).toBeNull();
    await fireEvent.click(screen.getByTestId('practice-page-around'));
    expect(screen.queryByTestId('practice-vouchers')).toBeNull();
    expect(screen.getByTestId('practice-machine')).toBeTruthy();
  });

  it('names every code and what it is for', async () => {
    await opened();
    const codes = within(screen.getByTestId('practice-vouchers')).getAllByRole('term');
    expect(codes).toHaveLength(practiceStart().signUps.vouchers.length);
    expect(text('practice-vouchers')).toContain('SOMMER2024 Abgelaufen');
  });

  it('makes one term dearer or cheaper by a euro', async () => {
    const backend = await opened();
    await fireEvent.click(screen.getByTestId('practice-term-raise-2102'));
    await fireEvent.click(screen.getByTestId('practice-term-lower-2201'));
    expect(backend.practiceSignUp.mock.calls).toEqual([
      [{ do: 'price', term: '2102', by: 100 }],
      [{ do: 'price', term: '2201', by: -100 }],
    ]);
    expect(screen.getByTestId('practice-term-raise-2102').getAttribute('aria-label')).toBe(
      'Nordlicht Basis (24,90 €) um 1,00 € verteuern'.replaceAll(' €', '\u00A0€'),
    );
  });

  it('takes the slots and lets payments lapse', async () => {
    const backend = await opened();
    await fireEvent.click(screen.getByTestId('practice-take-slots'));
    await fireEvent.click(screen.getByTestId('practice-lapse-payments'));
    expect(backend.practiceSignUp.mock.calls).toEqual([[{ do: 'takeSlots' }], [{ do: 'lapsePayments' }]]);
  });

  it('tells what the studio has received, newest first', async () => {
    await opened();
    const [first, second] = within(screen.getByTestId('practice-contracts')).getAllByRole('listitem');
    expect(first?.textContent).toMatch(
      /Müller-Lüdenscheidt.*1-1042.*49,90.*Lastschrift.*Gutschein NORD10.*mit Foto/s,
    );
    expect(second?.textContent).toMatch(/nicht mehr zu haben.*keine Zahlungsart · ohne Foto/s);
  });

  it('says when there is no contract yet', async () => {
    await opened({ signUps: { vouchers: [], terms: [], contracts: [] } });
    expect(screen.getByText('Noch keiner.')).toBeTruthy();
  });
});

describe('ways of payment', () => {
  it('have words, and one that is new shows its own', () => {
    expect(payment('CASH')).toBe('bar');
    expect(payment('PAY_LATER')).toBe('PAY_LATER');
  });
});

describe('the made-up studio', () => {
  it('changes the price of one term', () => {
    const before = practiceStart().signUps;
    const after = signUpWished(before, { do: 'price', term: '2101', by: -100 });
    expect(after.terms.map(({ price }) => price.minor)).toEqual([1890, 2490, 4990, 12900]);
    expect(signUpWished(before, { do: 'takeSlots' })).toEqual(before);
  });
});
