import 'avatar-ptt/define';

const avatar = document.querySelector('avatar-ptt')!;
avatar.mode = 'wrong';
avatar.turnTaking = { pushToTalkPolicy: { releaseTailMs: 'wrong' } };
avatar.addEventListener('turn-end', ({ wrong }) => wrong);
