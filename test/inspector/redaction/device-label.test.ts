import { expect } from '@open-wc/testing';
import { withoutOwner, withoutOwners } from '../../../inspector/redaction/device-label.js';
import { Redactor } from '../../../inspector/redaction/redactor.js';

const OWNED: Readonly<Record<string, string>> = {
  "Max's AirPods": '[owner] AirPods',
  'ANNA’S AIRPODS': '[owner] AIRPODS',
  'Annas AirPods': '[owner] AirPods',
  "anna's airpods": '[owner] airpods',
  'Annan iPhone': '[owner] iPhone',
  'iPhone (Anna)': 'iPhone ([owner])',
  'iPhone uživatele Petr': 'iPhone [owner]',
  'iPhone från Anna': 'iPhone [owner]',
  'AirPods von Anna Müller': 'AirPods [owner]',
  'Наушники Анны': 'Наушники [owner]',
  '지민의 AirPods': '[owner] AirPods',
  花子のiPhone: '[owner] iPhone',
  '小明的 AirPods': '[owner] AirPods',
  'Headset (Max’s AirPods)': 'Headset ([owner] AirPods)',
};

const NOBODYS = [
  'Built-in',
  'Default - MacBook Pro Microphone (Built-in)',
  'Headset Microphone (Jabra Evolve2 65) (0b0e:0e40)',
  'HD Pro Webcam C920 (046d:085c)',
  'Microphone Array (Intel® Smart Sound Technology for Digital Microphones)',
  'Mikrofon (Realtek(R) Audio)',
  'WH-1000XM4 Hands-Free AG Audio',
  'AirPods Max',
  'Galaxy Buds2 Pro',
  'Fake Audio Input 1',
  'Desk ([redacted 1])',
  '[8 characters]',
];

describe('withoutOwner', () => {
  it('leaves of a label what products are called, and nobody', () => {
    for (const [label, plain] of Object.entries(OWNED)) {
      expect(withoutOwner(label)).to.equal(plain);
      expect(withoutOwner(plain)).to.equal(plain);
    }
    expect(NOBODYS.map(withoutOwner)).to.deep.equal(NOBODYS);
  });
});

describe('withoutOwners', () => {
  it('finds owners in errors, before any label is known', () => {
    const texts = {
      "Max's AirPods was unplugged.": '[owner] AirPods was unplugged.',
      '“Annas AirPods” is gone.': '“[owner] AirPods” is gone.',
      'The device "iPhone (Anna)" failed.': 'The device "iPhone ([owner])" failed.',
      'AirPods von Anna was unplugged.': 'AirPods [owner] was unplugged.',
      MaxのAirPods: '[owner] AirPods',
      'Your headset is muted. Connect the AirPods.': 'Your headset is muted. Connect the AirPods.',
    };
    for (const [text, plain] of Object.entries(texts)) expect(withoutOwners(text)).to.equal(plain);
  });
});

describe('Redactor', () => {
  it('takes owners out of lists of devices, wherever they are', () => {
    const devices = [
      { kind: 'audioinput', label: 'Annas AirPods' },
      { deviceId: 'default', label: 'iPhone (Petr)' },
      { microphone_name: 'Desk of Petr' },
    ];
    expect(JSON.stringify(new Redactor().copy({ raw: { devices } }))).to.not.match(/Anna|Petr/);
    expect(new Redactor().copy({ label: 'rtvi-ai' })).to.deep.equal({ label: 'rtvi-ai' });
  });
});
