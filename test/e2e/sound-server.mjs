// A real sound server with a room in it: a microphone hears what is said there, and what loudspeakers play, softer and later.
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
const ECHO_DB = -10;
const ECHO_DELAY_MS = 60;

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
    'module-null-sink sink_name=loudspeaker rate=48000',
    'module-null-sink sink_name=room rate=48000',
    `module-loopback source=loudspeaker.monitor sink=room latency_msec=${ECHO_DELAY_MS}`,
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
  const control = (...words) => spawnSync('pactl', words, { env }).status === 0;
  const isUp = () => control('set-default-source', 'microphone');
  for (let leftMs = STARTED_MS; !isUp(); leftMs -= LOOK_MS) {
    if (leftMs <= 0) throw new Error('The sound server does not start.');
    await sleep(LOOK_MS);
  }
  // The loopback is the first that plays, and so far the only one.
  const isReady = control('set-default-sink', 'loudspeaker') && control('set-sink-input-volume', '0', `${ECHO_DB}dB`);
  if (!isReady) throw new Error('The sound server does not take its room.');
  return {
    address,
    /** Plays a sound file; resolves at the end of it. */
    play: async (file) => {
      const [code] = await once(spawn('paplay', ['--device=room', `--volume=${LOUDER}`, file], { env }), 'exit');
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
