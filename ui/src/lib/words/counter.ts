import type {
  AmountView,
  CatalogueProblem,
  Exported,
  Imported,
  LineProblem,
  SaleAction,
  SaleLine,
  SignUpAction,
  SignUpLine,
} from '../backend/bindings';
import { typedAmount, type AmountProblem } from '../i18n/amount';
import { money } from '../i18n/format';
import { m } from '$/lib/i18n/messages.svelte';
import { whatOf } from './sale';
import type { SignKind } from './staff';

type Say = () => string;

// A code added to the contract is a type error here until someone has found words for it.
export const stage = {
  choosing: [m.team_stage_choosing, 'over'],
  handOver: [m.team_stage_handOver, 'desk'],
  handingOut: [m.team_stage_handingOut, 'later'],
  charging: [m.team_stage_charging, 'later'],
  topUp: [m.team_stage_topUp, 'ask'],
  running: [m.team_stage_running, 'good'],
} as const satisfies Record<SaleLine['stage'], readonly [Say, SignKind]>;

export const saleAction = {
  handedOver: m.team_sale_handedOver,
  notHandedOut: m.team_sale_notHandedOut,
  end: m.team_sale_end,
  topUp: m.team_sale_topUp,
  switchOff: m.team_sale_switchOff,
} satisfies Record<SaleAction, Say>;

/** What somebody pays for or loses, and is therefore asked about, with what will happen. */
export type AskedAction = 'notHandedOut' | 'switchOff';

export const saleQuestion = {
  notHandedOut: [m.team_ask_notHandedOut, m.team_notHandedOut_means],
  switchOff: [m.team_ask_switchOff, m.team_switchOff_means],
} satisfies Record<AskedAction, [Say, Say]>;

export const isAsked = (action: SaleAction): action is AskedAction => action in saleQuestion;

/** What a sale is about: what was chosen and for how much, or that nothing was yet. */
export function saleSentence(line: SaleLine, tag: string): string {
  if (line.bought) return `${whatOf(line.bought, tag)} · ${money(line.bought.price, tag)}`;
  if (line.stage !== 'topUp') return m.team_sale_nothing_yet();
  return line.minor === null
    ? ''
    : m.team_sale_wants({ amount: money({ minor: line.minor, currency: currencyOf(line) }, tag) });
}

/** The currency of a top-up is that of the credit. */
export function currencyOf(line: SaleLine, others: readonly { currency: string }[] = []): string {
  const known: (Pick<AmountView, 'currency'> | undefined | null)[] = [
    line.credit,
    line.bought?.price,
    ...others,
  ];
  return known.find((one) => one)?.currency ?? 'EUR';
}

export function amountProblem(problem: AmountProblem, currency: string, tag: string): string {
  const example = typedAmount(1250, currency, tag);
  switch (problem) {
    case 'empty':
      return m.team_amount_empty();
    case 'form':
      return m.team_amount_form({ example });
    case 'digits':
      return m.team_amount_digits({ example });
    case 'zero':
      return m.team_amount_zero();
    case 'large':
      return m.team_amount_large();
  }
}

export const signUpAction = {
  show: m.join_team_show,
  putAside: m.join_team_put_aside,
  discard: m.join_team_discard,
} satisfies Record<SignUpAction, Say>;

/** What can be done about a sign-up that is begun: nobody shows what is shown. */
export const signUpActions = ({ onScreen }: SignUpLine): SignUpAction[] =>
  onScreen ? ['putAside', 'discard'] : ['show', 'discard'];

export function signUpState({ onScreen, forTeam }: SignUpLine): readonly [string, SignKind] {
  if (onScreen) return [m.join_team_on_screen(), 'good'];
  return forTeam ? [m.join_team_for_team(), 'desk'] : [m.join_team_aside(), 'later'];
}

export const catalogueProblem = {
  columns: m.team_problem_columns,
  unknownColumn: m.team_problem_unknownColumn,
  fields: m.team_problem_fields,
  encoding: m.team_problem_encoding,
  shelfMissing: m.team_problem_shelfMissing,
  shelfTwice: m.team_problem_shelfTwice,
  nameMissing: m.team_problem_nameMissing,
  price: m.team_problem_price,
  currency: m.team_problem_currency,
  available: m.team_problem_available,
  picture: m.team_problem_picture,
  tooMany: m.team_problem_tooMany,
  empty: m.team_problem_empty,
} satisfies Record<CatalogueProblem, Say>;

export function problemSentence({ problem, value }: LineProblem): string {
  const text = catalogueProblem[problem]();
  return value.trim() === '' ? text : `${text} ${m.team_problem_value({ value })}`;
}

export function importedSentence({ products, problems }: Imported): string {
  if (problems.length > 0) return m.team_imported_nothing({ count: problems.length });
  return m.team_imported({ count: products });
}

export function catalogueExportedSentence({ file, items }: Exported): string {
  if (file === null) return m.team_exported_failed();
  return m.team_catalogue_exported({ count: items, file });
}
