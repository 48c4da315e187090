import { AvatarPtt } from 'avatar-ptt/react';

export default function Page() {
  return (
    <>
      <h1>Talk to me</h1>
      <AvatarPtt pressStyle="hybrid" stop-secs={1.5} />
    </>
  );
}
