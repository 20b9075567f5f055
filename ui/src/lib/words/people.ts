import type {
  ActivityBy,
  ActivityKind,
  ActivityLine,
  PersonProblem,
  StaffRight,
  StaffRole,
} from '../backend/bindings';
import { money } from '../i18n/format';
import { kind } from './item';
import { m } from '$/lib/i18n/messages.svelte';

type Say = () => string;

export const role = {
  reception: [m.role_reception, m.role_reception_help],
  manager: [m.role_manager, m.role_manager_help],
  technician: [m.role_technician, m.role_technician_help],
} as const satisfies Record<StaffRole, readonly [Say, Say]>;

export const ROLES = Object.keys(role) as StaffRole[];

/** Why somebody may not do what they wanted. */
export const refused = {
  members: m.role_refused_members,
  inbox: m.role_refused_inbox,
  sales: m.role_refused_sales,
  signUps: m.role_refused_signUps,
  catalogue: m.role_refused_catalogue,
  look: m.role_refused_look,
  export: m.role_refused_export,
  people: m.role_refused_people,
  activity: m.role_refused_activity,
  leaveKiosk: m.role_refused_leaveKiosk,
  support: m.role_refused_support,
} satisfies Record<StaffRight, Say>;

export const personProblem = {
  nameMissing: m.people_problem_nameMissing,
  nameTooLong: m.people_problem_nameTooLong,
  nameTaken: m.people_problem_nameTaken,
  notAPin: m.people_problem_notAPin,
  pinTooEasy: m.people_problem_pinTooEasy,
  pinTooShort: m.people_problem_pinTooShort,
  pinTaken: m.people_problem_pinTaken,
  pinWrong: m.people_problem_pinWrong,
  tooSoon: m.people_problem_tooSoon,
  tooMany: m.people_problem_tooMany,
  gone: m.people_problem_gone,
  keychain: m.people_problem_keychain,
  lastManager: m.people_last_manager,
} satisfies Record<PersonProblem, Say>;

export const act = {
  signedIn: m.activity_signedIn,
  locked: m.activity_locked,
  lockedItself: m.activity_lockedItself,
  wrongPin: m.activity_wrongPin,
  notAllowed: m.activity_notAllowed,
  tryNow: m.activity_tryNow,
  sendAgain: m.activity_sendAgain,
  settledDone: m.activity_settledDone,
  cancelled: m.activity_cancelled,
  withoutPicture: m.activity_withoutPicture,
  reopened: m.activity_reopened,
  handedOver: m.activity_handedOver,
  notHandedOut: m.activity_notHandedOut,
  saleEnded: m.activity_saleEnded,
  topUpBegun: m.activity_topUpBegun,
  switchedOff: m.activity_switchedOff,
  cashTaken: m.activity_cashTaken,
  drawerOpened: m.activity_drawerOpened,
  signUpShown: m.activity_signUpShown,
  signUpPutAside: m.activity_signUpPutAside,
  signUpDiscarded: m.activity_signUpDiscarded,
  memberOpened: m.activity_memberOpened,
  memberCheckedIn: m.activity_memberCheckedIn,
  memberCard: m.activity_memberCard,
  signUpBegun: m.activity_signUpBegun,
  productAvailable: m.activity_productAvailable,
  productPrice: m.activity_productPrice,
  productName: m.activity_productName,
  catalogueImported: m.activity_catalogueImported,
  catalogueExported: m.activity_catalogueExported,
  kioskHandled: m.activity_kioskHandled,
  served: m.activity_served,
  lookChanged: m.activity_lookChanged,
  lookFile: m.activity_lookFile,
  itemsExported: m.activity_itemsExported,
  activityExported: m.activity_activityExported,
  alarmSeen: m.activity_alarmSeen,
  personAdded: m.activity_personAdded,
  personRenamed: m.activity_personRenamed,
  personRole: m.activity_personRole,
  personPin: m.activity_personPin,
  ownPin: m.activity_ownPin,
  personRemoved: m.activity_personRemoved,
  kioskLeft: m.activity_kioskLeft,
  supportWritten: m.activity_supportWritten,
  other: m.activity_other,
} satisfies Record<ActivityKind, Say>;

/** Who did it. A name that is gone is not made up. */
export function by(who: ActivityBy): string {
  switch (who.by) {
    case 'person':
      return who.name;
    case 'left':
      return m.activity_by_left({ id: String(who.id) });
    case 'nobody':
      return m.activity_by_nobody();
  }
}

/** What it was about, as far as the line says. */
export function about(line: ActivityLine, tag: string): string[] {
  return [
    line.item && kind[line.item](),
    line.whom && by(line.whom),
    line.role && role[line.role][0](),
    line.amount && money(line.amount, tag),
    line.shelf && m.activity_shelf({ shelf: line.shelf }),
    line.times > 0 && m.activity_times({ count: String(line.times) }),
  ].filter((part): part is string => typeof part === 'string');
}
