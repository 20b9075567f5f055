import { cleanup, fireEvent, render, screen } from '@testing-library/svelte';
import { tick } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { speak } from '$/lib/i18n/locale.svelte';
import { Staff } from '$/lib/state/staff.svelte';
import Help from '$/views/staff/Help.svelte';
import { desk } from './support';

beforeEach(() => speak('en'));
afterEach(cleanup);

function opened(writes: boolean) {
  const { backend } = desk();
  render(Help, { staff: new Staff(backend), writes });
  return backend;
}
const said = () => screen.getByTestId('help-support-said').textContent?.trim();

describe('the file for whoever helps', () => {
  it('is for whoever may have it', () => {
    opened(false);
    expect(screen.queryByTestId('help-support')).toBeNull();
  });

  it('is written once, however often it is pressed, and is said where it is', async () => {
    const backend = opened(true);
    let done: (file: string) => void = () => undefined;
    backend.staffSupport.mockImplementation(() => new Promise((resolve) => (done = resolve)));
    expect(said()).toBe('');
    await fireEvent.click(screen.getByTestId('help-support'));
    await fireEvent.click(screen.getByTestId('help-support'));
    expect(backend.staffSupport).toHaveBeenCalledTimes(1);
    expect(said()).toBe('One moment, everything is being looked at …');
    done('/home/portico/portico-support.txt');
    await vi.waitFor(() => expect(said()).toContain('/home/portico/portico-support.txt'));
  });

  it('is tried again when it could not be written', async () => {
    const backend = opened(true);
    backend.staffSupport.mockRejectedValueOnce(undefined);
    await fireEvent.click(screen.getByTestId('help-support'));
    await tick();
    await vi.waitFor(() => expect(said()).toContain('could not be written'));
    await fireEvent.click(screen.getByTestId('help-support'));
    await vi.waitFor(() => expect(said()).toContain('portico-support'));
  });
});
