export const DENIED =
  'The storage of this page can’t be reached. Recordings are kept in memory until the page is closed, and are stored as soon as it can be. Export what you want to keep.';
export const FULL =
  'The storage of this browser is full. What is recorded now is kept in memory until the page is closed. Export it, or delete recordings: then it is stored.';
export const NO_ROOM =
  'There is no more room: recording has ended. What was kept so far is safe. Export it, or delete others.';
export const STORED_AGAIN = 'The storage can be used again. Everything that was kept in memory is in it now.';
export const BEGUN_AGAIN =
  'What was recorded so far was deleted in another tab, or the storage of this page was cleared. Recording goes on: what the inspector remembers of the conversation was stored again, and only the sound up to here is gone.';
export const NOT_LOADED =
  'A part of the inspector could not be loaded. Check the connection and try again; if it does not help, reload the page.';
