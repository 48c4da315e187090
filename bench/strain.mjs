// Both clouds, ours and the vendors' own clients, one after the other, where things are hard: over a bad line, and with a
// quarter of the processor.
import { disposeFarEnds } from '../test/livekit/far-end.mjs';
import { MEASURED_MS } from '../test/livekit/lost.mjs';
import { ensureLiveKit, howToInstall, startLiveKit } from '../tools/livekit.mjs';
import { openBadLine } from './bad-line.mjs';
import { CLOUDS } from './cloud-clients.mjs';
import { measured, talk } from './clouds.mjs';
import { median, ratio } from './numbers.mjs';

const LINE = { oneWayMs: 150, lossShare: 0.05 };

export async function strain() {
  if (!ensureLiveKit()) {
    console.log(`Skipped: ${howToInstall}`);
    return [];
  }
  const livekit = await startLiveKit();
  const line = await openBadLine(livekit.udpPort, LINE);
  const strains = {
    '300 ms there and back, 5 % lost': line.strain,
    'a quarter of the processor': quarterOfProcessor,
  };
  try {
    const rows = [];
    for (const [how, onPage] of Object.entries(strains))
      for (const name of Object.keys(CLOUDS))
        rows.push(...(await compare(`${name}, ${how}`, CLOUDS[name], livekit, onPage)));
    return rows;
  } finally {
    line.close();
    await livekit.stop();
    await disposeFarEnds();
  }
}

async function compare(about, { clients, isAcknowledgement }, livekit, onPage) {
  const of = {};
  const counts = { held: 0, spoiled: 0 };
  for (const [client, open] of Object.entries(clients)) {
    const opened = await open(livekit, 'whisper', onPage);
    try {
      // The service itself acknowledges at once: what is late is the strain's.
      const turns = (await talk(opened, isAcknowledgement, counts, [0])).map((turn) =>
        measured(opened, 'whisper', turn),
      );
      const medianOf = (key) => median(turns.map((turn) => turn[key]));
      of[client] = { start: medianOf('startMs'), end: medianOf('endMs'), first: medianOf('firstMs') };
      console.log(`  ${about}, ${client}: of all ${counts.held} turns, ${counts.spoiled} spoiled`);
    } finally {
      await opened.close();
    }
  }
  const rows = (what, key) =>
    Object.entries(of).map(([client, figures]) => ({
      name: `${about}: ${what}, ${client}`,
      value: figures[key],
      unit: 'ms',
    }));
  const lost = ({ start, end }) => start + end;
  return [
    ...rows('lost at the start', 'start'),
    ...rows('lost at the end', 'end'),
    {
      name: `${about}: lost, ours / theirs`,
      value: ratio(lost(of.ours), lost(of.theirs), MEASURED_MS),
      unit: '×',
      gate: 1,
    },
    ...rows('first heard after', 'first'),
  ];
}

async function quarterOfProcessor(page) {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: 4 });
}
