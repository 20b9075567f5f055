import type { SignUpInput } from '../backend/bindings';

/** How long what the desk did not take waits before it is handed over again. */
export const RETRY_MS = 2_000;

interface Waiting {
  revision: number;
  input: SignUpInput;
}

/**
 * Whether it is handed over again where the desk did not take it: what is typed, chosen or signed must not get
 * lost, a press that led nowhere is pressed again by whoever made it.
 */
const kept = {
  enter: true,
  term: true,
  modules: true,
  start: true,
  payBy: true,
  slot: true,
  confirm: true,
  preferences: true,
  sign: true,
  unsign: true,
  aim: false,
  resume: false,
  go: false,
  next: false,
  back: false,
  voucher: false,
  openPayment: false,
  noPicture: false,
  read: false,
  readLegal: false,
  slotsFrom: false,
  submit: false,
  takePrice: false,
  noCard: false,
  park: false,
  leave: true,
  discard: true,
} satisfies Record<SignUpInput['input'], boolean>;

/** A later one says all that the earlier one did. */
function replaces(later: SignUpInput, earlier: SignUpInput): boolean {
  if (later.input === 'enter') return earlier.input === 'enter' && earlier.field === later.field;
  return (later.input === 'modules' || later.input === 'preferences') && earlier.input === later.input;
}

/**
 * Hands changes over one after the other: commands run side by side, and a number that comes after a higher
 * one is left out of account.
 */
export class Outgoing {
  #send: (revision: number, input: SignUpInput) => Promise<void>;
  #refused: (input: SignUpInput) => void;
  #waiting: Waiting[] = [];
  #sending = false;
  #over = false;
  #retry: ReturnType<typeof setTimeout> | undefined;

  constructor(
    send: (revision: number, input: SignUpInput) => Promise<void>,
    refused: (input: SignUpInput) => void,
  ) {
    this.#send = send;
    this.#refused = refused;
  }

  put(revision: number, input: SignUpInput): void {
    if (this.#over) return;
    this.#waiting = this.#waiting.filter((earlier) => !replaces(input, earlier.input));
    this.#waiting.push({ revision, input });
    if (this.#retry === undefined) void this.#run();
  }

  /** What has not been handed over by now is forgotten. */
  end(): void {
    this.#over = true;
    this.#waiting = [];
    clearTimeout(this.#retry);
  }

  async #run(): Promise<void> {
    if (this.#sending) return;
    this.#sending = true;
    for (let next = this.#waiting.shift(); next; next = this.#waiting.shift()) {
      try {
        await this.#send(next.revision, next.input);
      } catch {
        this.#refused(next.input);
        if (this.#over || !kept[next.input.input]) continue;
        const given = next;
        // Something newer may have been typed meanwhile.
        if (!this.#waiting.some(({ input }) => replaces(input, given.input))) this.#waiting.unshift(given);
        this.#retry = setTimeout(() => {
          this.#retry = undefined;
          void this.#run();
        }, RETRY_MS);
        break;
      }
    }
    this.#sending = false;
  }
}
