// A real sound server in which a loudspeaker stands in front of the microphone: whatever is played is heard there.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const STARTED_MS = 5000;
const LOOK_MS = 50;
// Recordings of people are softer than an avatar's voice: 9 dB, on the server's cubic scale.
const LOUDER = 92_000;

/** What is missing for one, or null. */
export const soundServerMissing = ['pulseaudio', 'paplay', 'pactl'].some((name) => spawnSync(name, ['--version']).error)
  ? 'needs PulseAudio (Debian, Ubuntu: apt-get install pulseaudio pulseaudio-utils)'
  : null;

export async function startSoundServer() {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'avatar-ptt-sound-'));
  const socket = path.join(folder, 'native');
  const address = `unix:${socket}`;
  const env = { ...process.env, PULSE_RUNTIME_PATH: folder, PULSE_STATE_PATH: folder, PULSE_SERVER: address };
  const modules = [
    `module-native-protocol-unix socket=${socket} auth-anonymous=1`,
    'module-null-sink sink_name=room rate=48000',
    // Browsers don't offer the monitor of a loudspeaker as a microphone.
    'module-remap-source source_name=microphone master=room.monitor',
  ];
  const server = spawn(
    'pulseaudio',
    [
      '-n',
      '--daemonize=no',
      '--exit-idle-time=-1',
      '--use-pid-file=no',
      ...modules.flatMap((module) => ['-L', module]),
    ],
    { env, stdio: 'ignore' },
  );
  const isUp = () => spawnSync('pactl', ['set-default-source', 'microphone'], { env }).status === 0;
  for (let leftMs = STARTED_MS; !isUp(); leftMs -= LOOK_MS) {
    if (leftMs <= 0) throw new Error('The sound server does not start.');
    await sleep(LOOK_MS);
  }
  return {
    address,
    /** Plays a sound file; resolves at the end of it. */
    play: async (file) => {
      const [code] = await once(spawn('paplay', [`--volume=${LOUDER}`, file], { env }), 'exit');
      if (code !== 0) throw new Error(`paplay ended with ${code}.`);
    },
    stop: async () => {
      const ended = once(server, 'exit');
      server.kill();
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
