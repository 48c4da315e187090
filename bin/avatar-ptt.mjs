#!/usr/bin/env node
// The package's commands; what one of them needs is loaded for it alone.
const USAGE = `avatar-ptt token-server   keeps the API keys of the clouds, and gives pages what is good for one conversation
avatar-ptt judge          tells where turns of recordings would end, whom that cuts off, and how long people wait

avatar-ptt <command> --help says more.`;

const [command, ...args] = process.argv.slice(2);
switch (command) {
  case 'token-server': {
    const { runTokenServer } = await import('../demo/token-server-command.mjs');
    runTokenServer(process.env, args);
    break;
  }
  case 'judge': {
    const { runJudge } = await import('./judge/command.mjs');
    await runJudge(args);
    break;
  }
  case '--help':
  case '-h':
  case 'help':
    console.log(USAGE);
    break;
  default:
    console.error('There are two commands: avatar-ptt token-server and avatar-ptt judge; --help says more.');
    process.exitCode = 1;
}
