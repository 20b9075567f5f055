import type {
  AttentionReason,
  ByHand,
  CardProblem,
  DevicePurpose,
  MemberHit,
  MemberLink,
  MemberStatus,
} from '../backend/bindings';
import { m } from '$/lib/i18n/messages.svelte';
import type { SignKind } from './staff';

type Say = () => string;

/** Why the studio's system said nothing, in one sentence for the team. */
export const silence = {
  noConnection: m.attention_noConnection_staff,
  tooBusy: m.attention_tooBusy_staff,
  vendorPause: m.attention_vendorPause_staff,
  accessWithdrawn: m.attention_accessWithdrawn_staff,
  notTheVendor: m.attention_notTheVendor_staff,
  certificateWrong: m.attention_certificateWrong_staff,
  tokenMissing: m.attention_tokenMissing_staff,
  notOnList: m.attention_notOnList_staff,
  storeFault: m.attention_storeFault_staff,
  pinPause: m.attention_pinPause_staff,
} satisfies Record<AttentionReason, Say>;

export const status = {
  member: m.member_status_member,
  prospect: m.member_status_prospect,
  former: m.member_status_former,
  other: m.member_status_other,
} satisfies Record<MemberStatus, Say>;

export const purpose = {
  checkIn: m.member_device_checkIn,
  vending: m.member_device_vending,
  time: m.member_device_time,
} satisfies Record<DevicePurpose, Say>;

export const fullName = ({ firstName, lastName }: MemberHit): string =>
  [firstName, lastName].filter(Boolean).join(' ') || m.member_unnamed();

export function cardProblem(problem: CardProblem): string {
  switch (problem.problem) {
    case 'nobody':
      return m.member_card_nobody();
    case 'several':
      return m.member_card_several();
    case 'noCard':
      return m.member_card_none();
    case 'silent':
      return silence[problem.reason]();
  }
}

/** What came of checking somebody in by hand; nothing while nobody has. */
export function byHand(state: ByHand): [SignKind, string] | null {
  switch (state.byHand) {
    case 'no':
      return null;
    case 'asking':
      return ['later', m.member_hand_asking()];
    case 'done':
      return ['good', m.member_hand_done()];
    case 'letIn':
      return ['in', m.member_hand_letIn()];
    case 'refused':
      return ['no', state.words ?? m.member_hand_refused()];
    case 'unknown':
      return ['ask', m.member_hand_unknown()];
    case 'noKey':
      return ['desk', m.member_hand_noKey()];
    case 'not':
      return ['bad', `${m.member_hand_not()} ${silence[state.reason]()}`];
  }
}

/** What came of giving a card; nothing while nobody wants to. */
export function link(state: MemberLink): [SignKind, string] | null {
  switch (state.link) {
    case 'no':
      return null;
    case 'holdCard':
      return ['in', m.member_link_hold()];
    case 'linking':
      return ['later', m.member_link_linking()];
    case 'linked':
      return ['good', m.member_link_linked()];
    case 'taken':
      return ['no', m.member_link_taken()];
    case 'notACard':
      return ['no', m.member_link_notACard()];
    case 'failed':
      return ['bad', m.member_link_failed()];
    case 'unknown':
      return ['ask', m.member_link_unknown()];
    case 'noRight':
      return ['desk', m.member_no_right({ right: state.right })];
  }
}
