const [main, list] = [document.querySelector('main'), document.querySelector('ol')];
const [section, avatar] = [document.querySelector('section'), document.querySelector('avatar-ptt')];

const tell = (text) => list.append(Object.assign(document.createElement('li'), { textContent: text }));
const setWords = (isOther) => {
  avatar.strings = { start: isOther ? 'Begin again' : 'Begin' };
  avatar.turnTaking = { pushToTalkPolicy: { releaseTailMs: isOther ? 300 : 200 } };
};

setWords(false);
avatar.tokenProvider = () => 'a token';
avatar.addEventListener('turn-start', ({ source }) => tell(`turn-start ${source}`));
avatar.addEventListener('turn-end', ({ reason }) => tell(`turn-end ${reason}`));

document.querySelector('#other').onclick = () => setWords(true);
document.querySelector('#move').onclick = () => main.append(section);
document.querySelector('#mount').onclick = () => (section.isConnected ? section.remove() : main.prepend(section));
