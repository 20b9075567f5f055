import type {
  AttentionReason,
  OutOfOrderReason,
  PinPadView,
  Screen,
  UnconfirmedReason,
  UnreadableReason,
} from './bindings';
import { choices } from './fake-sale';

const drawing = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96"><circle cx="48" cy="48" r="46" fill="#2f7d4f"/><path d="M48 82V40M48 58C34 58 27 49 27 37c13 0 21 8 21 21Zm0-8c0-13 7-22 22-24 0 14-8 24-22 24Z" fill="none" stroke="#fff" stroke-width="6" stroke-linejoin="round" stroke-linecap="round"/></svg>`;

export const LOGO = `data:image/svg+xml,${encodeURIComponent(drawing)}`;

const LONG_MESSAGE =
  'Dein Vertrag ruht noch bis zum 31. Dezember. Du kannst ihn jederzeit am Empfang wieder aufnehmen; mitgebrachte Gäste checken bitte einzeln ein, bevor sie die Trainingsfläche oder den Saunabereich betreten.';

/** The screen a query names. `name`, `reason` and `message` fill it in. */
export function screenFor(wanted: string, query: URLSearchParams, tap: number): Screen {
  const reason = query.get('reason');
  const verdict = { screen: 'verdict', tap, shownForMs: 3000 } as const;
  switch (wanted) {
    case 'starting':
      return { screen: 'starting' };
    case 'busy':
      return { screen: 'busy', tap };
    case 'welcome':
      return { ...verdict, verdict: 'welcome', firstName: query.get('name') ?? 'Anna', birthday: false };
    case 'stranger':
      return { ...verdict, verdict: 'welcome', firstName: null, birthday: false };
    case 'birthday':
      return { ...verdict, verdict: 'welcome', firstName: query.get('name') ?? 'Jonas', birthday: true };
    case 'refused':
      return { ...verdict, verdict: 'refused', message: query.has('none') ? null : messageFrom(query) };
    case 'unconfirmed':
      return {
        ...verdict,
        verdict: 'unconfirmed',
        reason: (reason ?? 'noAnswer') as UnconfirmedReason,
        firstName: null,
      };
    case 'letIn':
      return {
        ...verdict,
        verdict: 'unconfirmed',
        reason: 'letIn',
        firstName: query.has('unnamed') ? null : (query.get('name') ?? 'Anna'),
      };
    case 'unreadable':
      return { ...verdict, verdict: 'unreadable', reason: (reason ?? 'garbled') as UnreadableReason };
    case 'already':
      return { ...verdict, verdict: 'already', atMs: new Date(2026, 10, 23, 9, 2).getTime() };
    case 'attention':
      return { ...verdict, verdict: 'attention', reason: (reason ?? 'noConnection') as AttentionReason };
    case 'out':
      return { screen: 'outOfOrder', reason: (reason ?? 'readerGone') as OutOfOrderReason };
    default:
      return {
        screen: 'idle',
        notice: query.get('notice') as AttentionReason | null,
        team: query.has('team'),
        pin: pinFrom(query.get('pin')),
        typed: query.has('typed'),
        camera: query.has('camera'),
        choices: choices(Number(query.get('choices') ?? 0), query.has('long')),
        signUp: {
          contract: query.has('join'),
          trial: query.has('join') && query.get('join') !== 'contract',
          lead: query.has('join'),
        },
        cancelPage: query.has('join')
          ? 'https://public.magicline.com/#/contractTermination?tenant=lindenhof&studio=4711'
          : null,
      };
  }
}

function pinFrom(given: string | null): PinPadView {
  if (given === null) return { state: 'none' };
  const seconds = Number(given);
  return seconds > 0 ? { state: 'waiting', seconds } : { state: 'ready' };
}

function messageFrom(query: URLSearchParams): string {
  const given = query.get('message') ?? 'Dein Vertrag ruht noch bis zum 31. Dezember.';
  return given === 'long' ? LONG_MESSAGE : given;
}
