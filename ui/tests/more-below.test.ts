import { cleanup, render } from '@testing-library/svelte';
import { tick } from 'svelte';
import { afterEach, describe, expect, it, vi } from 'vitest';
import MoreBelow from '$/components/MoreBelow.svelte';
import FrontWindow from '$/views/FrontWindow.svelte';
import { desk, idleView } from './support';

afterEach(cleanup);

/** Something 100 high with this much in it. */
function scrolled(content: number, overflow = 'auto') {
  const body = document.body.appendChild(document.createElement('div'));
  body.style.overflowY = overflow;
  Object.defineProperties(body, {
    clientHeight: { value: 100 },
    scrollHeight: { value: content, writable: true },
  });
  return body;
}

const button = () => document.querySelector<HTMLElement>('[data-testid="join-more"]');

describe('what says that there is more below', () => {
  it.each([
    ['stands where there is', 300, 'auto', true],
    ['is not there where all is seen', 100, 'auto', false],
    ['is not there for a margin', 120, 'auto', false],
    ['is not there where nobody can scroll', 300, 'hidden', false],
  ])('%s', async (_, content, overflow, stands) => {
    render(MoreBelow, { body: scrolled(content, overflow), whole: true });
    await tick();
    expect(button() !== null).toBe(stands);
  });

  it('goes at the end, and comes when text has grown', async () => {
    const body = scrolled(300);
    render(MoreBelow, { body });
    await tick();
    body.scrollTop = 200;
    body.dispatchEvent(new Event('scroll'));
    await tick();
    expect(button()).toBeNull();
    Object.defineProperty(body, 'scrollHeight', { value: 500 });
    window.dispatchEvent(new Event('resize'));
    await tick();
    expect(button()).not.toBeNull();
  });

  it.each([
    ['brings most of what is seen further', false, 'smooth'],
    ['does so at once where the system asks for less motion', true, 'auto'],
  ])('%s', async (_, matches, behavior) => {
    vi.spyOn(window, 'matchMedia').mockReturnValue({ matches } as MediaQueryList);
    const body = scrolled(300);
    const by = vi.spyOn(body, 'scrollBy').mockImplementation(() => undefined);
    render(MoreBelow, { body });
    await tick();
    button()?.click();
    expect(by).toHaveBeenCalledWith({ top: 80, behavior });
  });
});

describe('a page of larger text', () => {
  it('begins at its top, and stays where it is while the same is told again', async () => {
    const page = document.body.appendChild(document.createElement('div'));
    page.id = 'app';
    const { backend, says, shows } = desk();
    render(FrontWindow, { target: page, props: { backend } });
    says({});
    shows({ screen: 'idle', ...idleView });
    await vi.waitFor(() => expect(page.querySelector('[data-testid="screen-idle"]')).not.toBeNull());
    page.scrollTop = 50;
    shows({ screen: 'idle', ...idleView, team: true });
    await vi.waitFor(() => expect(page.querySelector('[data-testid="idle-team"]')).not.toBeNull());
    expect(page.scrollTop).toBe(50);
    shows({ screen: 'busy', tap: 1 });
    await vi.waitFor(() => expect(page.scrollTop).toBe(0));
    page.remove();
  });
});
