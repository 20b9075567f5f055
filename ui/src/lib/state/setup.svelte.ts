import type { Backend } from '../backend';
import type { ReaderChoice, SetupView } from '../backend/bindings';
import { asProblem, STEPS, type ShownProblem } from '../words/setup';

/** The open question of the assistant and the answer that is on its way. */
export class Setup {
  #rejected = $state.raw<ShownProblem | null>(null);
  #sending = $state(false);
  #tried = $state<ReaderChoice['kind'] | null>(null);
  #view: () => SetupView;

  constructor(view: () => SetupView) {
    this.#view = view;
  }

  readonly view = $derived.by(() => this.#view());
  readonly problem = $derived.by(() => this.#rejected ?? this.view.problem);
  readonly waiting = $derived.by(() => this.#sending || this.view.working);
  readonly position = $derived.by(() => STEPS.indexOf(this.view.step));

  /**
   * The reader that is tried may type. Which one it is was said in this window, or before it was opened: then it
   * may be any.
   */
  readonly typing = $derived.by(() => (this.#tried ?? 'keyboard') === 'keyboard');

  /** Names the reader to be tried. */
  choose(backend: Backend, choice: ReaderChoice): Promise<boolean> {
    return this.answer(() => {
      this.#tried = choice.kind;
      return backend.setupReader(choice);
    });
  }

  /** Sends one answer. A second press while the first is on its way is the same answer. */
  async answer(send: () => Promise<void>): Promise<boolean> {
    if (this.waiting) return false;
    this.#rejected = null;
    this.#sending = true;
    try {
      await send();
      return true;
    } catch (thrown) {
      this.#rejected = asProblem(thrown);
      return false;
    } finally {
      this.#sending = false;
    }
  }
}
