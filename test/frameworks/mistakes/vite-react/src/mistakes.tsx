import type {} from 'avatar-ptt/jsx';

export const mistakes = [
  <avatar-ptt press-style="wrong" />,
  <avatar-ptt stop-secs="wrong" />,
  <avatar-ptt interrupt-bot-on-press="wrong" />,
  <avatar-ptt strings="wrong" />,
  <avatar-ptt turnTaking={{ pushToTalkPolicy: { releaseTailMs: 'wrong' } }} />,
  <avatar-ptt onturn-end={({ wrong }) => wrong} />,
  <avatar-inspector dock="wrong" />,
];
