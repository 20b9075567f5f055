import type { Component } from 'svelte';

/** A part of the window at the front that most people never see. It is fetched when it is wanted. */
class Room<Props extends Record<string, unknown>> {
  screen = $state.raw<Component<Props> | null>(null);
  #fetch: () => Promise<{ default: Component<Props> }>;
  #fetched: Promise<void> | undefined;

  constructor(fetch: () => Promise<{ default: Component<Props> }>) {
    this.#fetch = fetch;
  }

  /** Resolves when it can be shown. Where it cannot be read, whoever wants it next tries again. */
  fetch(): Promise<void> {
    this.#fetched ??= this.#fetch().then(
      ({ default: screen }) => {
        this.screen = screen;
      },
      () => {
        this.#fetched = undefined;
      },
    );
    return this.#fetched;
  }
}

/** The assistant. */
export const setUp = new Room(() => import('./setup/SetupScreen.svelte'));
/** Becoming a member. */
export const signingUp = new Room(() => import('./sign-up/SignUpScreen.svelte'));
