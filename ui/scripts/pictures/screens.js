/**
 * Every screen there is, as the played desk shows it.
 * @typedef {string | { press: string } | { fill: string, text: string } | { key: string, code: number } | { show: string } | { touch: string }} Step
 *   a press (its data-testid, or a selector), something that is typed, a key, something that is scrolled to, or a finger
 *   on the middle of something
 * @typedef {{ name: string, query: string, steps: Step[], window: 'front' | 'staff' | 'practice' }} Screen
 */

const LAST_TERM = '[data-testid=join-terms] li:last-child';
const LONGEST = 'Wolfeschlegelsteinhausenbergerdorffarian';

/** @type {(window: Screen['window']) => (row: [string, string, ...Step[]]) => Screen} */
const of =
  (window) =>
  ([name, query, ...steps]) => ({ name, query, steps, window });

/** @type {[string, string, ...Step[]][]} */
const front = [
  ['idle', 'idle'],
  ['idle-full', 'idle&choices=4&join&pin&team&camera&typed&long'],
  ['idle-look', 'idle&look=teal&choices=3&join&pin'],
  ['idle-look-long', 'idle&look=yellow&choices=2&join=contract&long&tall&hours=monday'],
  ['idle-look-black', 'idle&look=black&nopictures&hours=closed'],
  ['idle-notice', 'idle&notice=noConnection&choices=3&join&practice'],
  ['idle-lowered', 'idle&choices=3&join&pin', 'lower-controls-toggle'],
  ['idle-largest', 'idle&choices=3&join&pin', 'text-size-toggle', 'text-size-toggle'],
  ['idle-languages', 'idle', 'language-more'],
  ['idle-cancel', 'idle&join', 'cancel-open'],
  ['idle-speech', 'idle&choices=3&join&pin', { key: 'F8', code: 119 }],
  ['idle-dark', 'idle&dark'],
  ['starting', 'starting'],
  ['busy', 'busy'],
  ['welcome', `welcome&name=${LONGEST}`],
  ['welcome-stranger', 'stranger'],
  ['welcome-birthday', 'birthday'],
  ['refused', 'refused'],
  ['refused-long', 'refused&message=long'],
  ['unconfirmed', 'unconfirmed'],
  ['let-in', `letIn&name=${LONGEST}`],
  ['unreadable', 'unreadable'],
  ['already', 'already'],
  ['attention', 'attention'],
  ['out', 'out'],
  ['pin', 'idle&pin', 'pin-open'],
  ['pin-wait', 'idle&pin=40', 'pin-open'],
  ['sale-hold', 'sale-hold'],
  ['sale-asking', 'sale-asking'],
  ['sale-choose', 'sale-choose'],
  ['sale-choose-long', 'sale-choose&long&products=40'],
  ['sale-choose-poor', 'sale-choose&poor&products=5'],
  ['sale-minutes', 'sale-minutes&minutes&products=5'],
  ['sale-machine', 'sale-machine'],
  ['sale-checking', 'sale-checking&long'],
  ['sale-price', 'sale-price&long'],
  ['sale-low', 'sale-low&long'],
  ['sale-handing', 'sale-handing&long'],
  ['sale-charging', 'sale-charging'],
  ['sale-done', 'sale-done&long'],
  ['sale-done-minutes', 'sale-done&minutes'],
  ['sale-topup', 'sale-topup&long'],
  ['sale-desk', 'sale-desk'],
  ['sale-done-refused', 'sale-done&charge=refused&long'],
  ['sale-receipt', 'sale-receipt&long'],
  ['sale-receipt-refused', 'sale-receipt&charge=refused&long'],
  ['sale-over', 'sale-over&locked'],
  ['sale-over-in-use', 'sale-over&end=inUse&minutes'],
  ['sign-up-start', 'sign-up-start'],
  ['sign-up-start-unknown', 'sign-up-start&unknown', 'join-start-code'],
  ['sign-up-offers', 'sign-up-offers'],
  ['sign-up-offers-big', 'sign-up-offers&big'],
  ['sign-up-terms', 'sign-up-terms'],
  ['sign-up-terms-big', 'sign-up-terms&big'],
  // Where a finger may well land: on the card of a term, below its button.
  [
    'sign-up-terms-touched',
    'sign-up-terms',
    { touch: `${LAST_TERM}:not(.chosen) dl` },
    { show: `${LAST_TERM}.chosen` },
  ],
  ['sign-up-slots', 'sign-up-slots'],
  ['sign-up-details', 'sign-up-details'],
  ['sign-up-details-long', 'sign-up-details&long'],
  ['sign-up-picture', 'sign-up-picture'],
  ['sign-up-payment', 'sign-up-payment'],
  ['sign-up-payment-masked', 'sign-up-payment&masked'],
  ['sign-up-texts', 'sign-up-texts'],
  ['sign-up-summary', 'sign-up-summary'],
  ['sign-up-summary-long', 'sign-up-summary&long'],
  ['sign-up-summary-refused', 'sign-up-summary&trouble=refused&mend=details'],
  ['sign-up-summary-company', 'sign-up-summary&preview=company'],
  ['sign-up-minor', 'sign-up-minor'],
  ['sign-up-paying', 'sign-up-paying'],
  ['sign-up-submitting', 'sign-up-submitting'],
  ['sign-up-price-changed', 'sign-up-priceChanged'],
  ['sign-up-waiting', 'sign-up-waiting'],
  ['sign-up-unknown', 'sign-up-unknown'],
  ['sign-up-done', 'sign-up-done'],
  ['sign-up-done-access', 'sign-up-done&access&pay&card=failed'],
  ['sign-up-refused', 'sign-up-refused'],
  ['sign-up-parked', 'sign-up-parked&team'],
  ['sign-up-trouble', 'sign-up-offers&trouble=notLoaded'],
  ['setup-account', 'setup-account'],
  ['setup-account-rights', 'setup-account&problem=rightMissing'],
  ['setup-studio', 'setup-studio'],
  ['setup-devices', 'setup-devices&places'],
  ['setup-reader', 'setup-reader'],
  ['setup-reader-held', 'setup-reader&problem=readerHeldByKernel'],
  ['setup-tap', 'setup-tap'],
  ['setup-offline', 'setup-offline'],
  ['setup-more', 'setup-more'],
  ['setup-language', 'setup-language'],
];

/**
 * Where everything is larger, because it is read from far: on 15.6 inches from 60 cm.
 * @type {[string, string, ...Step[]][]}
 */
const far = [
  ['idle-far', 'idle&choices=3&join&pin&far=0.0277'],
  ['idle-far-largest', 'idle&choices=3&join&pin&far=0.0277', 'text-size-toggle', 'text-size-toggle'],
  ['welcome-far', 'welcome&name=Friederike&far=0.0277'],
  ['refused-far', 'refused&message=long&far=0.0277'],
  ['pin-far', 'idle&pin&far=0.0277', 'pin-open'],
  ['sale-choose-far', 'sale-choose&far=0.0277'],
  ['sale-price-far', 'sale-price&far=0.0277'],
  ['sale-receipt-far', 'sale-receipt&far=0.0277'],
  ['sign-up-offers-far', 'sign-up-offers&far=0.0277'],
  ['sign-up-details-far', 'sign-up-details&far=0.0277'],
  ['sign-up-summary-far', 'sign-up-summary&far=0.0277'],
];

/**
 * The largest text there is, chosen on the idle screen where everything is large already.
 * @type {(name: string, then: string) => [string, string, ...Step[]]}
 */
const largest = (name, then) => [
  `${name}-far-largest`,
  `idle&choices=1&join&far=0.0277&name=Friederike&then=${then}`,
  'text-size-toggle',
  'text-size-toggle',
  { press: '[data-goods]' },
];

/** @type {[string, string, ...Step[]][]} */
const largestOf = [
  largest('welcome', 'welcome'),
  largest('refused', 'refused'),
  largest('unconfirmed', 'unconfirmed'),
  largest('out', 'out'),
  largest('sale-hold', 'sale-hold'),
  largest('sale-choose', 'sale-choose'),
  largest('sale-minutes', 'sale-minutes'),
  largest('sale-price', 'sale-price'),
  largest('sale-low', 'sale-low'),
  largest('sale-done', 'sale-done'),
  largest('sale-topup', 'sale-topup'),
  largest('sale-receipt', 'sale-receipt'),
  largest('sign-up-start', 'sign-up-start'),
  largest('sign-up-offers', 'sign-up-offers'),
  largest('sign-up-terms', 'sign-up-terms'),
  largest('sign-up-slots', 'sign-up-slots'),
  largest('sign-up-details', 'sign-up-details'),
  largest('sign-up-picture', 'sign-up-picture'),
  largest('sign-up-payment', 'sign-up-payment'),
  largest('sign-up-texts', 'sign-up-texts'),
  largest('sign-up-summary', 'sign-up-summary'),
  largest('sign-up-price-changed', 'sign-up-priceChanged'),
  largest('sign-up-done', 'sign-up-done'),
  largest('sign-up-parked', 'sign-up-parked'),
];

/** @type {[string, string, ...Step[]][]} */
const staff = [
  ['team-choose', 'staff-choose'],
  ['team-locked', 'staff-locked'],
  ['team-wait', 'staff-wait'],
  ['team-empty', 'staff-empty'],
  ['team-inbox', 'staff'],
  ['team-waiting', 'staff', 'staff-tab-waiting'],
  ['team-over', 'staff', 'staff-tab-over'],
  ['team-long', 'staff-long'],
  ['team-trouble', 'staff-trouble'],
  ['team-unreadable', 'staff-all', { show: '[data-reason=unreadable]' }],
  ['team-without-picture', 'staff-all', { press: '[data-item] [data-action=withoutPicture]' }],
  ['team-action', 'staff', { press: '[data-item] [data-action=cancel]' }],
  ['team-action-again', 'staff', { press: '[data-item] [data-action=sendAgain]' }],
  ['team-counter', 'staff-counter'],
  ['team-counter-long', 'staff-counter-long'],
  ['team-top-up', 'staff-counter', { press: '[data-action=topUp]' }],
  ['team-sale-end', 'staff-counter-long', { press: '[data-sale] [data-action=end]' }],
  ['team-sign-ups', 'staff-sign-ups'],
  ['team-sign-up-discard', 'staff-sign-ups', { press: '[data-action=discard]' }],
  ['team-sign-ups-long', 'staff-sign-ups-long'],
  ['team-technician', 'staff-technician'],
  ['team-receptionist', 'staff-reception'],
  ['team-catalogue', 'staff-counter', 'staff-catalogue-open'],
  ['team-catalogue-long', 'staff-counter-long', 'staff-catalogue-open', 'catalogue-export'],
  ['team-catalogue-none', 'staff-counter', 'staff-catalogue-open', 'catalogue-tab-3'],
  ['team-look', 'staff', 'staff-look-open'],
  ['team-look-hours', 'staff', 'staff-look-open', { show: '[data-testid=look-hours-monday]' }],
  ['team-look-pictures', 'staff', 'staff-look-open', { show: '[data-testid=look-picture-add]' }],
  ['team-devices', 'staff', 'member-devices'],
  ['team-devices-technician', 'staff-technician', 'staff-devices-open'],
  ['team-people', 'staff', 'staff-me'],
  ['team-people-long', 'staff-people-long', 'staff-me'],
  ['team-person-role', 'staff', 'staff-me', { press: '[data-person="2"] [data-action=role]' }],
  ['team-person-add', 'staff', 'staff-me', 'person-add'],
  ['team-own-pin', 'staff', 'staff-me', 'own-pin'],
  ['team-activity', 'staff', 'staff-me', 'team-activity'],
  ['team-activity-long', 'staff-people-long', 'staff-me', 'team-activity', 'activity-export'],
  ['team-help', 'staff', 'staff-help-open'],
  ['team-help-found', 'staff', 'staff-help-open', { fill: 'help-search', text: 'PIN' }],
  ['team-hits', 'staff', { fill: 'member-query', text: 'b' }],
  ['team-hits-none', 'staff', { fill: 'member-query', text: 'Querschnitt' }],
  ['team-member', 'staff-reception-member'],
  ['team-member-long', 'staff-reception-long'],
  ['team-member-rights', 'staff-reception-rights'],
  ['team-member-away', 'staff-reception-away'],
  ['team-member-hand', 'staff-reception-hand'],
  ['team-member-nokey', 'staff-reception-nokey'],
  ['team-check-in', 'staff-reception-member', 'member-check-in'],
  ['team-begin-sign-up', 'staff', 'member-sign-up'],
  ['team-shortcuts', 'staff', 'shortcuts-open'],
  ['team-kiosk', 'staff', 'staff-kiosk'],
  ['team-kiosk-leave', 'staff', 'staff-kiosk', 'kiosk-leave'],
];

/** @type {[string, string, ...Step[]][]} */
const practice = [
  ['practice', 'idle'],
  ['practice-sign-ups', 'idle', 'practice-page-signUps'],
];

/** @type {Screen[]} */
export const SCREENS = [
  ...front.map(of('front')),
  ...far.map(of('front')),
  ...largestOf.map(of('front')),
  ...staff.map(of('staff')),
  ...practice.map(of('practice')),
];
