import 'avatar-ptt/define';

const avatar = document.querySelector('avatar-ptt');
const handsFree = document.querySelector('#hands-free');
const turns = document.querySelector('#turns');

handsFree.addEventListener('change', () => {
  avatar.mode = handsFree.checked ? 'hands-free' : 'push-to-talk';
});

avatar.addEventListener('turn-end', ({ durationMs, reason }) => {
  const turn = document.createElement('li');
  turn.textContent = `${(durationMs / 1000).toFixed(1)} s, ended by ${reason}`;
  turns.append(turn);
});
