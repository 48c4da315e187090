import { Conversation } from './conversation';

export default function Page() {
  return (
    <>
      <h1>Talk, and see your turns</h1>
      <Conversation />
    </>
  );
}
