// @vitest-environment node
import { createSession } from 'avatar-ptt/headless';
import { localAvatar } from 'avatar-ptt/providers/local';
import { AvatarPtt } from 'avatar-ptt/react';
import { AvatarInspector } from 'avatar-ptt/react/inspector';
import { renderToString } from 'react-dom/server';
import { expect, it } from 'vitest';

it('renders the components on a server', () => {
  const html = renderToString(
    <>
      <AvatarPtt stop-secs={2.5} pressStyle="hybrid" onTurnEnd={() => undefined} />
      <AvatarInspector dock="right" />
    </>,
  );
  expect(html).toBe('<avatar-ptt stop-secs="2.5"></avatar-ptt><avatar-inspector></avatar-inspector>');
});

it('rejects the connect() of a session without a tag there', async () => {
  const session = createSession({ provider: localAvatar(), turnTaking: { mode: 'push-to-talk' } });
  await expect(session.connect()).rejects.toHaveProperty('code');
  await session.close();
});
