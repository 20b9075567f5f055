import { Channel, invoke } from '@tauri-apps/api/core';
import type { Backend } from './backend';
import type { FrontMessage, KioskView, PracticeView, ReceptionView, SpeechNews, StaffView } from './bindings';

function channel<T>(listener: (value: T) => void): Channel<T> {
  const opened = new Channel<T>();
  opened.onmessage = listener;
  return opened;
}

export const tauriBackend: Backend = {
  frontAttach: (listener) => invoke('front_attach', { channel: channel<FrontMessage>(listener) }),
  frontBeat: (beat) => invoke('front_beat', { beat }),
  frontLanguage: (language) => invoke('front_language', { language }),
  frontStaff: () => invoke('front_staff'),
  frontTyped: (burst) => invoke('front_typed', { burst }),
  frontPin: (digits) => invoke('front_pin', { digits }),
  frontPicture: (picture) => invoke('front_picture', picture),
  frontCamera: (state) => invoke('front_camera', { state }),
  frontSpeechAttach: (listener) => invoke('front_speech_attach', { channel: channel<SpeechNews>(listener) }),
  frontSpeak: (spoken) => invoke('front_speak', { ...spoken }),
  frontHush: () => invoke('front_hush'),
  frontBuy: (place) => invoke('front_buy', { place }),
  frontSale: (sale, choice) => invoke('front_sale', { sale, choice }),
  frontBeginSignUp: (aim) => invoke('front_begin_sign_up', { aim }),
  frontSignUp: (signUp, revision, input) => invoke('front_sign_up', { signUp, revision, input }),
  // As with a catalogue: the picture is the body, so the sign-up is a header.
  frontPortrait: (signUp, jpeg) => invoke('front_portrait', jpeg, { headers: { 'sign-up': String(signUp) } }),

  setupAccount: ({ tenant, apiKey }) => invoke('setup_account', { tenant, apiKey }),
  setupStudio: (confirmed) => invoke('setup_studio', { confirmed }),
  setupDevice: (id) => invoke('setup_device', { id }),
  setupPorts: () => invoke('setup_ports'),
  setupReader: (choice) => invoke('setup_reader', { choice }),
  setupTyped: (burst) => invoke('setup_typed', { burst }),
  setupNumber: (number) => invoke('setup_number', { number }),
  setupTap: (accepted) => invoke('setup_tap', { accepted }),
  setupOffline: (choice) => invoke('setup_offline', { choice }),
  setupMore: (another) => invoke('setup_more', { another }),
  setupLanguage: (language) => invoke('setup_language', { language }),
  setupBack: () => invoke('setup_back'),

  practiceAttach: (listener) => invoke('practice_attach', { channel: channel<PracticeView>(listener) }),
  practiceTap: (card) => invoke('practice_tap', { card }),
  practiceFault: (kind) => invoke('practice_fault', { kind }),
  practiceCable: (connected) => invoke('practice_cable', { connected }),
  practiceMachine: (wish) => invoke('practice_machine', { wish }),
  practicePrice: (shelf, by) => invoke('practice_price', { shelf, by }),
  practiceSignUp: (wish) => invoke('practice_sign_up', { wish }),

  staffAttach: (listener) => invoke('staff_attach', { channel: channel<StaffView>(listener) }),
  staffChoosePin: (pin) => invoke('staff_choose_pin', { pin }),
  staffUnlock: (pin) => invoke('staff_unlock', { pin }),
  staffLock: () => invoke('staff_lock'),
  staffFilter: (filter) => invoke('staff_filter', { filter }),
  staffMore: () => invoke('staff_more'),
  staffAct: (id, action, note) => invoke('staff_act', { id, action, note }),
  staffExport: () => invoke('staff_export'),
  staffDismiss: (file) => invoke('staff_dismiss', { file }),
  staffServe: () => invoke('staff_serve'),
  staffSale: (sale, action) => invoke('staff_sale', { sale, action }),
  staffTopUp: (sale, minor) => invoke('staff_top_up', { sale, minor }),
  staffDrawer: () => invoke('staff_drawer'),
  staffProduct: (place, shelf, change) => invoke('staff_product', { place, shelf, change }),
  // The file goes as it is, like a picture; a body of bytes has no room for names, so the place is a header.
  staffImport: (place, file) => invoke('staff_import', file, { headers: { place: String(place) } }),
  staffCatalogue: (place) => invoke('staff_catalogue', { place }),
  staffCatalogueSeen: (place) => invoke('staff_catalogue_seen', { place }),
  staffSignUp: (draft, action) => invoke('staff_sign_up', { draft, action }),
  frontLook: () => invoke('front_look'),
  frontLookPicture: async (id) => new Uint8Array(await invoke<ArrayBuffer>('front_look_picture', { id })),
  staffLookTry: (accent, background) => invoke('staff_look_try', { accent, background }),
  staffLookSave: (form) => invoke('staff_look_save', { form }),
  staffLookFile: (name, kind, file) => invoke('staff_look_file', file, { headers: { name, kind } }),
  staffLookPicture: async (file) => new Uint8Array(await invoke<ArrayBuffer>('staff_look_picture', { file })),
  staffOwnPin: (old, next) => invoke('staff_own_pin', { old, new: next }),
  staffPerson: (change) => invoke('staff_person', { change }),
  staffActivity: (wish) => invoke('staff_activity', { wish }),
  staffKioskAttach: (listener) => invoke('staff_kiosk_attach', { channel: channel<KioskView>(listener) }),
  staffKiosk: (wish) => invoke('staff_kiosk', { wish }),
  staffSupport: () => invoke<string>('staff_support'),
  staffReception: (listener) => invoke('staff_reception', { channel: channel<ReceptionView>(listener) }),
  staffLookUp: (query) => invoke('staff_look_up', { query }),
  staffMember: (order) => invoke('staff_member', { order }),
  staffMemberPicture: (card) => invoke('staff_member_picture', { card }),
  staffSeen: () => invoke('staff_seen'),
};
