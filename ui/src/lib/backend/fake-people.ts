import type {
  ActivityKind,
  ActivityLine,
  ActivityView,
  ActivityWish,
  MeView,
  PersonChange,
  PersonLine,
  PersonProblem,
  StaffDesk,
  StaffRight,
  StaffRole,
} from './bindings';

const LONGEST = 'Wolfeschlegelsteinhausenbergerdorffarian';
const COUNTER: StaffRight[] = ['members', 'inbox', 'sales', 'signUps'];
const DEVICES: StaffRight[] = ['leaveKiosk', 'support'];
const MAY: Record<StaffRole, StaffRight[]> = {
  reception: COUNTER,
  manager: [...COUNTER, 'catalogue', 'look', 'export', 'people', 'activity', ...DEVICES],
  technician: DEVICES,
};

type TeamPart = Pick<StaffDesk, 'me' | 'people' | 'answer' | 'activity' | 'refused'>;

/** Who is there, and as whom somebody is signed in. */
export function teamOf(state: string): TeamPart {
  const role: StaffRole = state === 'technician' || state === 'reception' ? state : 'manager';
  const long = state.endsWith('long');
  const names = long ? [LONGEST, 'Anna Beispiel', LONGEST.slice(1), 'Jo'] : ['Clara', 'Anna', 'Ben'];
  const roles: StaffRole[] = ['manager', 'reception', 'technician', 'reception'];
  const people = names.map((name, at): PersonLine => {
    const of = roles[at] ?? 'reception';
    return { id: at + 1, name, role: of, lastManager: of === 'manager' };
  });
  const me: MeView = { id: 1, name: names[0] ?? 'Clara', role, may: MAY[role] };
  return {
    me,
    people: role === 'manager' ? people : [],
    answer: { number: 0, problem: null },
    activity: null,
    refused: role === 'technician' ? 'inbox' : null,
  };
}

function answered(desk: StaffDesk, problem: PersonProblem | null): Pick<StaffDesk, 'answer'> {
  return { answer: { number: desk.answer.number + 1, problem } };
}

function pinProblem(pin: string): PersonProblem | null {
  if (!/^\d{4,12}$/.test(pin)) return 'notAPin';
  return /^(\d)\1+$/.test(pin) ? 'pinTooEasy' : null;
}

export function personChanged(desk: StaffDesk, change: PersonChange): Partial<StaffDesk> {
  const with_ = (people: PersonLine[]) => ({ people, ...answered(desk, null) });
  const patch = (id: number, patched: Partial<PersonLine>) =>
    with_(desk.people.map((person) => (person.id === id ? { ...person, ...patched } : person)));
  if ('name' in change && change.name.trim() === '') return answered(desk, 'nameMissing');
  const problem = 'pin' in change ? pinProblem(change.pin) : null;
  if (problem) return answered(desk, problem);
  switch (change.change) {
    case 'add': {
      const { name, role } = change;
      const id = Math.max(...desk.people.map((person) => person.id)) + 1;
      return with_([...desk.people, { id, name, role, lastManager: false }]);
    }
    case 'rename':
      return patch(change.id, { name: change.name });
    case 'role':
      return patch(change.id, { role: change.role });
    case 'pin':
      return answered(desk, null);
    case 'remove':
      return with_(desk.people.filter(({ id }) => id !== change.id));
  }
}

export function ownPinChanged(desk: StaffDesk, right: boolean, pin: string): Partial<StaffDesk> {
  return answered(desk, right ? pinProblem(pin) : 'pinWrong');
}

const ACTS: ActivityKind[] = [
  'signedIn',
  'cashTaken',
  'productPrice',
  'personRole',
  'wrongPin',
  'cancelled',
  'locked',
];

function lines(desk: StaffDesk, now: number, count: number): ActivityLine[] {
  return Array.from({ length: count }, (_, at): ActivityLine => {
    const act = ACTS[at % ACTS.length] ?? 'signedIn';
    const person = desk.people[at % desk.people.length];
    const name = person?.name ?? 'Clara';
    return {
      id: String(1000 - at),
      atMs: now - at * 11 * 60_000,
      by:
        act === 'wrongPin' ? { by: 'nobody' } : at % 9 === 8 ? { by: 'left', id: 7 } : { by: 'person', name },
      act,
      item: act === 'cancelled' ? 'sale' : null,
      whom: act === 'personRole' ? { by: 'person', name } : null,
      role: act === 'personRole' ? 'technician' : null,
      amount: act === 'cashTaken' ? { minor: 2000, currency: 'EUR' } : null,
      shelf: act === 'productPrice' ? '12' : null,
      times: act === 'wrongPin' ? 2 : 0,
      note: act === 'cancelled' ? 'Doppelt gebucht, mit Frau Probe telefoniert.' : null,
    };
  });
}

export function activityAfter(desk: StaffDesk, wish: ActivityWish, now: number): ActivityView | null {
  const known = desk.activity;
  switch (wish.wish) {
    case 'show':
      return { person: wish.person, lines: lines(desk, now, 50), more: true, exported: null };
    case 'more':
      return known && { ...known, lines: lines(desk, now, 80), more: false };
    case 'export':
      return (
        known && { ...known, exported: { file: '/home/empfang/Dokumente/portico-activity.csv', items: 80 } }
      );
    case 'hide':
      return null;
  }
}
