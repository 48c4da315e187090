import { StrictMode } from 'react';
import { createRoot, hydrateRoot } from 'react-dom/client';
import { App } from './app.jsx';

const container = document.getElementById('app');
// At the root: React 19 passes over one that is further down.
const app = (
  <StrictMode>
    <App {...JSON.parse(container.dataset.start)} />
  </StrictMode>
);
window.recovered = [];

if (container.firstChild)
  hydrateRoot(container, app, { onRecoverableError: (error) => window.recovered.push(String(error)) });
else createRoot(container).render(app);
