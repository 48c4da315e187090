/** Compiled code of another thread, by `tools/build/thread.mjs`: as text, ready for a Blob, or in script tags its file's address. */
declare module 'thread:*' {
  const code: string | URL;
  export default code;
}
