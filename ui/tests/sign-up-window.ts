import { render, screen } from '@testing-library/svelte';
import { tick } from 'svelte';
import { vi } from 'vitest';
import type { SignUpInput, SignUpView } from '$/lib/backend/bindings';
import FrontWindow from '$/views/FrontWindow.svelte';
import { before } from './sign-ups';
import { desk } from './support';

export const text = (id: string) => screen.getByTestId(id).textContent?.replace(/\s+/g, ' ').trim();
export const at = (id: string) => screen.getByTestId<HTMLInputElement>(id);

/** The window of the member, with what the desk knows before a sign-up. Timers must be fake. */
export async function opened(query = '') {
  const played = desk();
  render(FrontWindow, { backend: played.backend });
  played.says({});
  for (const message of before(query)) played.sends(message);
  const shows = async (view: SignUpView) => {
    played.shows({ screen: 'signUp', ...view });
    await tick();
    await vi.advanceTimersByTimeAsync(0);
  };
  const inputs = async () => {
    await vi.advanceTimersByTimeAsync(0);
    return (played.backend.frontSignUp.mock.calls as unknown as [number, number, SignUpInput][]).map(
      ([, , input]) => input,
    );
  };
  return { ...played, shows, inputs };
}
