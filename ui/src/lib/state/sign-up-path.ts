import type { SignUpPart } from '../backend/bindings';

/** Whether a part comes before the one that was asked to go on, or to send it all (`null`). */
export function leadsBack(path: SignUpPart[], part: SignUpPart | null, asked: SignUpPart | null): boolean {
  if (!part || part === 'summary') return false;
  return asked === null || path.indexOf(part) < path.indexOf(asked);
}
