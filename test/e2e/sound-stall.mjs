// What a machine that is out of breath does to a browser's sound, on purpose: the process that drives devices stands still.
import { readFileSync, readdirSync } from 'node:fs';

export const canStall = process.platform === 'linux';

/** The sound of every browser that this process has started stands still for `ms`. */
export async function stallSound(ms) {
  const services = soundServices();
  if (services.length === 0) throw new Error('No browser of this process has a sound service.');
  for (const pid of services) process.kill(pid, 'SIGSTOP');
  await new Promise((resolve) => setTimeout(resolve, ms));
  for (const pid of services) process.kill(pid, 'SIGCONT');
}

function soundServices() {
  const all = new Map(readdirSync('/proc').filter(isNumber).flatMap(processOf));
  const isOurs = (pid) => pid === process.pid || (all.has(pid) && isOurs(all.get(pid).parent));
  return [...all.keys()].filter((pid) => all.get(pid).command.includes('audio.mojom.AudioService') && isOurs(pid));
}

const isNumber = (name) => /^\d+$/.test(name);

// One that has ended meanwhile is none.
function processOf(pid) {
  try {
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    const parent = Number(/^PPid:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]);
    return [[Number(pid), { command, parent }]];
  } catch {
    return [];
  }
}
