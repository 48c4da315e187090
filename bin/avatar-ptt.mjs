#!/usr/bin/env node
// The package's one command.
import { HELP, runTokenServer } from '../demo/token-server-command.mjs';

const [command, ...args] = process.argv.slice(2);
if (command === 'token-server') runTokenServer(process.env, args);
else if (['--help', '-h', 'help'].includes(command)) console.log(HELP);
else {
  console.error('There is one command: avatar-ptt token-server [--port <number>] [--help]');
  process.exitCode = 1;
}
