import type {
  Assumption,
  Connected,
  LessonProblem,
  NumberProof,
  PlaceView,
  Seen,
  TapProof,
  UnreadableReason,
} from './bindings';

const LONG = 'Nebeneingang Damenumkleide Untergeschoss';

export const DEVICES = ['Eingang Erdgeschoss', 'Eingang Obergeschoss', 'Ausgang am Drehkreuz'] as const;

/**
 * What is plugged in: `connected=none`, `one` (an adapter), or everything there is. `long` gives long names,
 * `noservice` stops the card service, `taken` gives some of it to another device.
 */
export function connectedFrom(query: URLSearchParams): Connected {
  const wanted = query.get('connected');
  const long = query.has('long');
  const owner = query.has('taken') ? (long ? LONG : DEVICES[0]) : null;
  const free = {
    keyboard: owner === null,
    camera: owner === null,
    pinPad: owner === null,
    cardService: !query.has('noservice'),
  };
  const adapter: Connected['ports'][number] = {
    path: long ? '/dev/serial/by-id/usb-FTDI_FT232R_USB_UART_A50285BI-if00-port0' : '/dev/ttyUSB0',
    label: 'FT232R USB UART, FTDI',
    hint: { kind: 'adapter', chip: 'FT232' },
    takenBy: owner,
  };
  if (wanted === 'none') return { ...free, ports: [], contactless: [] };
  if (wanted === 'one') return { ...free, ports: [adapter], contactless: [] };
  const port = (path: string, label: string, hint: Connected['ports'][number]['hint']) => ({
    path,
    label,
    hint,
    takenBy: null,
  });
  return {
    ...free,
    ports: [
      port('/dev/ttyACM0', 'TWN4 CDC, ELATEC', { kind: 'reader', name: 'TWN4', asked: 'twn4Simple' }),
      adapter,
      port('/dev/ttyUSB1', 'USB Serial', { kind: 'relay', chip: 'CH340' }),
      port('/dev/ttyUSB2', long ? 'uFR Nano Online, D-Logic d.o.o. Smederevo' : 'uFR Nano, D-Logic', {
        kind: 'refused',
        family: 'ufr',
      }),
      port('/dev/ttyS0', '/dev/ttyS0', { kind: 'nothing' }),
    ],
    contactless: free.cardService
      ? [
          { name: 'ACS ACR122U PICC Interface', takenBy: null },
          {
            name: 'HID Global OMNIKEY 5422 Smartcard Reader [OMNIKEY 5422CL Smartcard Reader] 00 01',
            takenBy: owner,
          },
        ]
      : [],
  };
}

const SEEN: Record<string, Seen> = {
  checked: { kind: 'checked', digits: 10 },
  marked: { kind: 'marked', digits: 10 },
  line: { kind: 'line', content: { is: 'decimal', digits: 13 } },
  burst: { kind: 'burst', content: { is: 'hex', digits: 14 } },
  answer: { kind: 'answer', content: { is: 'bytes', bytes: 7 } },
  code: { kind: 'line', content: { is: 'memberCode' } },
  pass: { kind: 'line', content: { is: 'pass' } },
  text: { kind: 'typed', content: { is: 'text', characters: 12 } },
  typed: { kind: 'typed', content: { is: 'decimal', digits: 10 } },
};

/** `tap=listening|noise|garbled|read`, with `reason`; `seen`, `uncertain`, `number` and `why`. */
export function tapFrom(query: URLSearchParams): TapProof {
  const why = query.get('why');
  switch (query.get('tap')) {
    case 'noise':
      return { state: 'noise', baud: 19200 };
    case 'garbled':
      return { state: 'garbled', reason: (query.get('reason') ?? 'garbled') as UnreadableReason };
    case 'read':
      return {
        state: 'read',
        seen: SEEN[query.get('seen') ?? 'checked'] ?? { kind: 'checked', digits: 10 },
        certain: !query.has('uncertain'),
        number: numberFrom(query.get('number') ?? 'confirmed', why),
      };
    case null:
    default:
      return { state: 'listening' };
  }
}

function numberFrom(state: string, why: string | null): NumberProof {
  switch (state) {
    case 'assumed':
      return { state, why: (why ?? 'unknownCard') as Assumption };
    case 'notLearned':
      return { state, why: (why ?? 'otherCard') as LessonProblem };
    case 'notANumber':
    case 'asking':
    case 'learned':
      return { state };
    default:
      return { state: 'confirmed' };
  }
}

/** What is set up already: `places=none|one|many`. */
export function placesFrom(query: URLSearchParams): PlaceView[] {
  const wanted = query.get('places');
  const first: PlaceView = {
    device: query.has('long') ? LONG : DEVICES[0],
    reader: { kind: 'serial', port: connectedFrom(query).ports[1]?.path ?? '/dev/ttyUSB0' },
    offline: 'directory',
  };
  if (wanted === 'none') return [];
  if (wanted !== 'many') return [first];
  return [
    first,
    {
      device: DEVICES[1],
      reader: { kind: 'contactless', name: 'ACS ACR122U PICC Interface' },
      offline: 'refuse',
    },
    { device: DEVICES[2], reader: { kind: 'keyboard' }, offline: 'everybody' },
    { device: 'Eingang Parkhaus', reader: { kind: 'pinPad' }, offline: 'refuse' },
  ];
}
