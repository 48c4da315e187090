import { AvatarPtt } from 'avatar-ptt/react';
import { AvatarInspector } from 'avatar-ptt/react/inspector';
import { createRoot } from 'react-dom/client';

createRoot(document.getElementById('app')).render(
  <>
    <AvatarPtt id="librarian" />
    <AvatarInspector htmlFor="librarian" panels="events locks" />
  </>,
);
